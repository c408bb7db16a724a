namespace SemanticSearch.Server.Output;

/// <summary>The few colours in use: basic ones, which follow the terminal's own theme. Without colours all of it is plain text.</summary>
internal sealed class Palette
{
    private static readonly Palette Coloured = new(true), Plain = new(false);

    private readonly bool colours;

    private Palette(bool colours) => this.colours = colours;

    public static Palette For(StreamTraits traits) => traits.Colours ? Coloured : Plain;

    public string Place(string text) => Paint("36", text);

    public string Symbol(string text) => Paint("1", text);

    public string Match(string text) => Paint("1;33", text);

    public string Faint(string text) => Paint("2", text);

    public string Good(string text) => Paint("32", text);

    public string Bad(string text) => Paint("1;31", text);

    /// <param name="code">Parameters of an SGR sequence (ECMA-48).</param>
    private string Paint(string code, string text) => colours ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
