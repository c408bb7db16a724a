using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Migration;

/// <summary>
/// What the user asked, and found something by: the newest first, each once. That a hit was opened says that the question was a good one, not that no
/// other hit would have been: whoever answered then would win. So they count for latency and for how much alike the answers are, and for nothing else.
/// </summary>
internal static class AskedQuestions
{
    public static IReadOnlyList<Question> Of(IndexDatabase reader, int most)
    {
        using var command = reader.Command("""
            SELECT text FROM queries WHERE text IS NOT NULL AND trim(text) <> '' AND opened IS NOT NULL GROUP BY text ORDER BY max(asked_at) DESC, text LIMIT $most
            """);
        command.Parameters.AddWithValue("$most", most);
        using var rows = command.ExecuteReader();
        var questions = new List<Question>();
        while (rows.Read()) questions.Add(new Question(QuestionKind.Asked, rows.GetString(0), []));
        return questions;
    }
}
