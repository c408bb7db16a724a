namespace SemanticSearch.Engine.Storage;

/// <summary>The index file's tables. A change here raises <see cref="Version"/> and adds a line to its history.</summary>
public static class Schema
{
    /// <summary>
    /// Format version, kept in PRAGMA user_version. A file of an earlier version is brought up to this one by <see cref="Upgrades"/>; one of a later
    /// version is set aside and rebuilt.
    /// <para>1: first format.</para>
    /// <para>2: checksums; changes of the model, the queries that they are judged by, and texts that a model failed at.</para>
    /// </summary>
    public const int Version = 2;

    /// <summary>"SMSX", in PRAGMA application_id, so that a foreign database is never taken for ours.</summary>
    public const int ApplicationId = 0x534D5358;

    /// <remarks>
    /// Chunk ids are deterministic: see <see cref="ChunkId"/>.
    /// <para>
    /// Lexical and scan data live in immutable <c>segments</c> of many chunks each. A new chunk first lies in <c>pending</c> with its
    /// bag of terms, and search reads it from there; a flush moves pending chunks into a segment in one transaction. A deleted chunk
    /// that lies in a segment leaves a row in <c>dead</c> until a merge drops it.
    /// </para>
    /// </remarks>
    public const string Tables = """
        CREATE TABLE meta(
          key TEXT PRIMARY KEY,
          value ANY) STRICT, WITHOUT ROWID;

        CREATE TABLE files(
          id INTEGER PRIMARY KEY,
          path TEXT NOT NULL UNIQUE,
          size INTEGER NOT NULL,
          modified INTEGER NOT NULL,          -- UTC ticks of 100 ns
          hash BLOB,                          -- of the bytes on disk, 16 bytes
          language TEXT,
          encoding TEXT,
          state TEXT NOT NULL CHECK(state IN ('indexed', 'skipped', 'failed')),
          reason TEXT,                        -- SkipReason, or the failure's kind
          detail TEXT,
          indexed_at INTEGER NOT NULL) STRICT;

        CREATE TABLE chunks(
          id INTEGER PRIMARY KEY,
          file_id INTEGER NOT NULL REFERENCES files(id),
          ordinal INTEGER NOT NULL,
          start INTEGER NOT NULL,             -- UTF-16 offset in the decoded text
          length INTEGER NOT NULL,
          start_line INTEGER NOT NULL,
          end_line INTEGER NOT NULL,
          kind TEXT NOT NULL,
          symbol TEXT,
          scope TEXT NOT NULL,
          signature TEXT,
          content_hash BLOB NOT NULL,         -- of the exact text embedded
          text_hash BLOB NOT NULL,            -- of the chunk's bare text: a hit is found again by it
          terms INTEGER NOT NULL,             -- number of terms, for BM25
          segment INTEGER,                    -- NULL while pending
          slot INTEGER) STRICT;
        CREATE INDEX chunks_of_file ON chunks(file_id);

        CREATE TABLE symbols(
          name TEXT NOT NULL,                 -- lower case
          chunk_id INTEGER NOT NULL,
          display TEXT NOT NULL,
          kind TEXT NOT NULL,
          file_id INTEGER NOT NULL,
          start_line INTEGER NOT NULL,
          end_line INTEGER NOT NULL,
          PRIMARY KEY(name, chunk_id, start_line)) STRICT, WITHOUT ROWID;
        CREATE INDEX symbols_of_file ON symbols(file_id);

        CREATE TABLE generations(
          id INTEGER PRIMARY KEY,
          fingerprint TEXT NOT NULL UNIQUE,
          model TEXT NOT NULL,
          dimensions INTEGER NOT NULL,
          state TEXT NOT NULL CHECK(state IN ('building', 'shadow', 'active', 'archived')),
          vec0 INTEGER NOT NULL,              -- 1: vectors_<id> is a vec0 table; 0: a plain one
          created_at INTEGER NOT NULL,
          name TEXT) STRICT;                  -- what the model is opened by: an id, with its dimensions when cut, or a path; NULL for the bundled one

        CREATE TABLE embeddings(
          id INTEGER PRIMARY KEY,             -- in order of age, for trimming
          generation INTEGER NOT NULL,
          content_hash BLOB NOT NULL,
          vector BLOB NOT NULL,               -- float16 values, without the path blended in; empty when the model gives none
          checksum INTEGER,                   -- of content_hash, then vector; NULL when written by format 1 and not checked since
          UNIQUE(generation, content_hash)) STRICT;

        CREATE TABLE pending(
          chunk_id INTEGER PRIMARY KEY,
          terms BLOB NOT NULL) STRICT;        -- TermBag

        CREATE TABLE segments(
          id INTEGER PRIMARY KEY,
          count INTEGER NOT NULL,
          chunk_ids BLOB NOT NULL,            -- int64 each, little endian
          file_ids BLOB NOT NULL,             -- int32 each
          lengths BLOB NOT NULL,              -- uint16 each: terms of the chunk, capped
          checksum INTEGER) STRICT;           -- of the three, one after the other

        CREATE TABLE dead(
          segment INTEGER NOT NULL,
          slot INTEGER NOT NULL,
          PRIMARY KEY(segment, slot)) STRICT, WITHOUT ROWID;

        CREATE TABLE postings(
          id INTEGER PRIMARY KEY,
          segment INTEGER NOT NULL,
          first_term BLOB NOT NULL,           -- UTF-8
          data BLOB NOT NULL,                 -- PostingBlocks: this term and those that follow it
          checksum INTEGER,                   -- of first_term, then data
          UNIQUE(segment, first_term)) STRICT;

        CREATE TABLE codes(
          segment INTEGER NOT NULL,
          generation INTEGER NOT NULL,
          scales BLOB NOT NULL,               -- float32 each
          data BLOB NOT NULL,                 -- int8, count × dimensions
          checksum INTEGER,                   -- of scales, then data
          PRIMARY KEY(segment, generation)) STRICT, WITHOUT ROWID;

        CREATE TABLE jobs(
          id INTEGER PRIMARY KEY,
          kind TEXT NOT NULL,
          state TEXT NOT NULL CHECK(state IN ('running', 'finished', 'cancelled', 'failed')),
          started_at INTEGER NOT NULL,
          finished_at INTEGER,
          files INTEGER NOT NULL DEFAULT 0,   -- dealt with
          total INTEGER NOT NULL DEFAULT 0,   -- found so far
          detail TEXT) STRICT;

        """ + MigrationTables;

    /// <summary>Those of a change of the model.</summary>
    private const string MigrationTables = """
        CREATE TABLE migrations(              -- the newest row is the one that counts
          id INTEGER PRIMARY KEY,
          model TEXT NOT NULL,                -- the candidate's, as it was named
          candidate INTEGER,                  -- its generation; NULL until the model was opened
          baseline INTEGER NOT NULL,          -- the generation that answered when it began
          stage TEXT NOT NULL CHECK(stage IN ('building', 'ready', 'canary', 'promoted', 'rolled-back', 'ended')),
          share INTEGER NOT NULL DEFAULT 0,   -- percent of queries that the candidate answers
          automatic INTEGER NOT NULL DEFAULT 0,
          since INTEGER NOT NULL,             -- UTC ticks of the last change of stage or share
          started_at INTEGER NOT NULL,
          query_ms REAL,                      -- what a question was said to take beforehand
          reason TEXT NOT NULL DEFAULT '') STRICT; -- why it is where it is

        CREATE TABLE comparisons(
          id INTEGER PRIMARY KEY,
          baseline INTEGER NOT NULL,
          candidate INTEGER NOT NULL,
          compared_at INTEGER NOT NULL,       -- UTC ticks
          report TEXT NOT NULL) STRICT;       -- JSON

        CREATE TABLE queries(                 -- the newest few thousand
          id INTEGER PRIMARY KEY,
          asked_at INTEGER NOT NULL,          -- UTC ticks
          generation INTEGER NOT NULL,        -- that was to answer
          answered INTEGER,                   -- that did; NULL for words alone
          microseconds INTEGER NOT NULL,
          hits INTEGER NOT NULL,
          opened INTEGER,                     -- place of the hit that was opened first, from 1
          text TEXT,                          -- only when the user wants it kept
          token TEXT) STRICT;                 -- by which an opened hit finds its query
        CREATE INDEX queries_by_time ON queries(asked_at);

        CREATE TABLE dead_letters(            -- texts that a model failed at, to the last attempt
          generation INTEGER NOT NULL,
          content_hash BLOB NOT NULL,
          path TEXT NOT NULL,
          reason TEXT NOT NULL,
          attempts INTEGER NOT NULL,
          failed_at INTEGER NOT NULL,
          PRIMARY KEY(generation, content_hash)) STRICT, WITHOUT ROWID;
        """;

    /// <summary>What brings a file of a version to the next one: the first, of version 1 to 2.</summary>
    public static IReadOnlyList<string> Upgrades { get; } =
    [
        $"""
        ALTER TABLE generations ADD COLUMN name TEXT;
        ALTER TABLE embeddings ADD COLUMN checksum INTEGER;
        ALTER TABLE segments ADD COLUMN checksum INTEGER;
        ALTER TABLE postings ADD COLUMN checksum INTEGER;
        ALTER TABLE codes ADD COLUMN checksum INTEGER;
        {MigrationTables}
        """,
    ];
}
