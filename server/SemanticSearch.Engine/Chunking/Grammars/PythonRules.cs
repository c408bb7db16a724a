namespace SemanticSearch.Engine.Chunking.Grammars;

internal static class PythonRules
{
    private const string FirstString = "body/^<expression_statement>/^<string>";

    public static readonly GrammarRules Rules = new()
    {
        Language = "python",
        Grammar = "python",
        Definitions =
        [
            new("class_definition", ChunkKinds.Class) { IsContainer = true, Docstring = FirstString },
            new("function_definition", ChunkKinds.Function) { Docstring = FirstString },
            new("assignment", ChunkKinds.Constant) { Name = "left:identifier", Body = "", NotInFunctions = true },
        ],
        Attributes = ["decorator"],
        Wrappers = ["decorated_definition", "expression_statement"],
        Opaque = ["string", "identifier", "import_statement", "import_from_statement"],
        // In Python documentation is a string inside; comments above are notes.
        DocumentationMarks = [],
        ConstructorNames = ["__init__", "__new__"],
    };
}
