using FsCheck;
using FsCheck.Fluent;
using SemanticSearch.Engine.Search.Lexical;

namespace SemanticSearch.Engine.Tests.Search;

public sealed class LexicalCodecTests
{
    [Fact]
    public void A_posting_list_comes_back_as_it_was() => Prop.ForAll(
        ArbMap.Default.ArbFor<(int Gap, byte Frequency)[]>(), entries =>
        {
            var writer = new PostingListWriter();
            var slots = new List<int>();
            var slot = -1;
            foreach (var (gap, _) in entries) slots.Add(slot += 1 + (Math.Abs(gap % 100_000)));
            for (var i = 0; i < entries.Length; i++) writer.Add(slots[i], entries[i].Frequency);
            var list = PostingList.Decode(writer.Take());
            return PostingList.Decode(writer.Take()).Count == 0 && list.Slots.SequenceEqual(slots.ToArray()) && list.Frequencies.SequenceEqual(entries.Select(e => e.Frequency).ToArray());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_term_bag_comes_back_as_it_was() => Prop.ForAll(
        ArbMap.Default.ArbFor<(NonNull<string> Term, byte Frequency)[]>(), entries =>
        {
            // What is not well-formed UTF-16 is no term: the analyzer leaves lone surrogates out.
            var terms = entries.Select(e => e.Term.Get.Replace('\ufffd', '?')).Where(t => !t.Any(char.IsSurrogate)).ToArray();
            var bag = new TermBag(terms, entries.Take(terms.Length).Select(e => e.Frequency).ToArray());
            var copy = TermBag.Decode(bag.Encode());
            return copy.Terms.SequenceEqual(bag.Terms) && copy.Frequencies.SequenceEqual(bag.Frequencies) && copy.Length == bag.Length;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 2, 3 })]
    [InlineData(new byte[] { 1, 2 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    public void Damaged_bytes_are_refused(byte[] data)
    {
        Assert.Throws<InvalidDataException>(() => PostingList.Decode(data));
        Assert.Throws<InvalidDataException>(() => TermBag.Decode(data));
    }
}
