using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SemanticSearch.Engine.Chunking.Grammars;

namespace SemanticSearch.Engine.Chunking.Syntax;

/// <summary>Parses C# with Roslyn, syntax only, and writes declarations, statements and comments into a <see cref="SyntaxTable"/>.</summary>
internal static class CSharpReader
{
    /// <summary>Expressions are entered from this length on: smaller ones are never divided.</summary>
    private const int LargeExpression = 1_000;

    // Documentation as plain comments: the parser then does not build a tree for every XML element in it. The symbols are those of a
    // current debug build, so that its branches are code and the others text.
    private static readonly CSharpParseOptions Options = new(
        LanguageVersion.Preview, DocumentationMode.None, preprocessorSymbols: ["DEBUG", "TRACE", "NET", "NET8_0_OR_GREATER", "NETCOREAPP"]);

    /// <returns>False when the deadline passed.</returns>
    public static bool Read(string text, SyntaxTable table, TimeSpan deadline, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(deadline);
        table.Reset(text);
        try
        {
            var root = CSharpSyntaxTree.ParseText(text, Options, cancellationToken: limit.Token).GetRoot(limit.Token);
            new Writer(table, limit.Token).Children(root);
            return true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private readonly struct Writer(SyntaxTable table, CancellationToken cancellation)
    {
        public void Children(SyntaxNode parent)
        {
            foreach (var child in parent.ChildNodes()) Node(child);
        }

        private void Node(SyntaxNode node)
        {
            if (node is not (MemberDeclarationSyntax or StatementSyntax or UsingDirectiveSyntax or AttributeListSyntax)
                && node.Span.Length < LargeExpression)
            {
                return;
            }
            Comments(node);
            switch (node)
            {
                case BaseNamespaceDeclarationSyntax declaration:
                    Namespace(declaration);
                    break;
                case EnumMemberDeclarationSyntax:
                    Leaf(CSharpSymbol.Other, node.Span.Start, node.Span.End);
                    break;
                case BaseTypeDeclarationSyntax declaration:
                    Type(declaration);
                    break;
                case BaseFieldDeclarationSyntax declaration:
                    Field(declaration);
                    break;
                case MemberDeclarationSyntax declaration and not (IncompleteMemberSyntax or GlobalStatementSyntax):
                    Member(declaration);
                    break;
                case LocalFunctionStatementSyntax function:
                    Declare(CSharpSymbol.LocalFunction, function, function.Identifier, (SyntaxNode?)function.Body ?? function.ExpressionBody);
                    break;
                default:
                    Other(node);
                    break;
            }
        }

        private void Namespace(BaseNamespaceDeclarationSyntax declaration)
        {
            cancellation.ThrowIfCancellationRequested();
            if (declaration is FileScopedNamespaceDeclarationSyntax fileScoped)
            {
                // Its members are the file's: everything behind it, at the same level.
                if (Open(CSharpSymbol.FileScopedNamespace, CSharpField.None, fileScoped.NamespaceKeyword.SpanStart, fileScoped.SemicolonToken.Span.End))
                {
                    Leaf(CSharpSymbol.Name, fileScoped.Name.Span.Start, fileScoped.Name.Span.End, CSharpField.Name);
                    table.Close();
                }
                // Only broken code has one inside another, but that as often as it likes.
                if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) return;
                foreach (var child in fileScoped.Usings) Node(child);
                foreach (var child in fileScoped.Members) Node(child);
            }
            else if (declaration is NamespaceDeclarationSyntax block
                && Open(CSharpSymbol.Namespace, CSharpField.None, block.SpanStart, block.Span.End))
            {
                Leaf(CSharpSymbol.Name, block.Name.Span.Start, block.Name.Span.End, CSharpField.Name);
                Body(block, block.OpenBraceToken, block.CloseBraceToken);
                table.Close();
            }
        }

        private void Type(BaseTypeDeclarationSyntax declaration)
        {
            cancellation.ThrowIfCancellationRequested();
            var symbol = declaration switch
            {
                RecordDeclarationSyntax => CSharpSymbol.Record,
                StructDeclarationSyntax => CSharpSymbol.Struct,
                InterfaceDeclarationSyntax => CSharpSymbol.Interface,
                EnumDeclarationSyntax => CSharpSymbol.Enum,
                ClassDeclarationSyntax => CSharpSymbol.Class,
                _ => CSharpSymbol.Extension,
            };
            var start = AfterAttributes(declaration, declaration.AttributeLists);
            if (!Open(symbol, CSharpField.None, start, declaration.Span.End)) return;
            Leaf(CSharpSymbol.Name, declaration.Identifier.SpanStart, declaration.Identifier.Span.End, CSharpField.Name);
            Body(declaration, declaration.OpenBraceToken, declaration.CloseBraceToken);
            table.Close();
        }

        private void Body(SyntaxNode declaration, SyntaxToken open, SyntaxToken close)
        {
            if (open.IsKind(SyntaxKind.None) || !Open(CSharpSymbol.Body, CSharpField.Body, open.SpanStart, close.Span.End)) return;
            foreach (var child in declaration.ChildNodes())
            {
                if (child.SpanStart >= open.Span.End) Node(child);
            }
            Comments(close);
            table.Close();
        }

        private void Field(BaseFieldDeclarationSyntax declaration)
        {
            var start = AfterAttributes(declaration, declaration.AttributeLists);
            var symbol = declaration.Modifiers.Any(SyntaxKind.ConstKeyword) ? CSharpSymbol.Constant : CSharpSymbol.Field;
            if (!Open(symbol, CSharpField.None, start, declaration.Span.End)) return;
            var name = declaration.Declaration.Variables.FirstOrDefault()?.Identifier;
            if (name is { } identifier) Leaf(CSharpSymbol.Name, identifier.SpanStart, identifier.Span.End, CSharpField.Name);
            Children(declaration.Declaration);
            table.Close();
        }

        private void Member(MemberDeclarationSyntax member)
        {
            var (symbol, name, body) = member switch
            {
                MethodDeclarationSyntax x => (CSharpSymbol.Method, x.Identifier, (SyntaxNode?)x.Body ?? x.ExpressionBody),
                ConstructorDeclarationSyntax x => (CSharpSymbol.Constructor, x.Identifier, (SyntaxNode?)x.Body ?? x.ExpressionBody),
                DestructorDeclarationSyntax x => (CSharpSymbol.Method, x.Identifier, (SyntaxNode?)x.Body ?? x.ExpressionBody),
                OperatorDeclarationSyntax x => (CSharpSymbol.Method, x.OperatorToken, (SyntaxNode?)x.Body ?? x.ExpressionBody),
                ConversionOperatorDeclarationSyntax x => (CSharpSymbol.Method, x.Type.GetFirstToken(), (SyntaxNode?)x.Body ?? x.ExpressionBody),
                PropertyDeclarationSyntax x => (CSharpSymbol.Property, x.Identifier, (SyntaxNode?)x.AccessorList ?? x.ExpressionBody),
                IndexerDeclarationSyntax x => (CSharpSymbol.Property, x.ThisKeyword, (SyntaxNode?)x.AccessorList ?? x.ExpressionBody),
                EventDeclarationSyntax x => (CSharpSymbol.Property, x.Identifier, x.AccessorList),
                DelegateDeclarationSyntax x => (CSharpSymbol.Delegate, x.Identifier, null),
                _ => (CSharpSymbol.Other, default, null),
            };
            Declare(symbol, member, name, body);
        }

        private void Declare(CSharpSymbol symbol, SyntaxNode declaration, SyntaxToken name, SyntaxNode? body)
        {
            var attributes = declaration switch
            {
                MemberDeclarationSyntax member => member.AttributeLists,
                LocalFunctionStatementSyntax function => function.AttributeLists,
                _ => default,
            };
            var start = AfterAttributes(declaration, attributes);
            if (!Open(symbol, CSharpField.None, start, declaration.Span.End)) return;
            if (!name.IsKind(SyntaxKind.None)) Leaf(CSharpSymbol.Name, name.SpanStart, name.Span.End, CSharpField.Name);
            if (body is not null && Open(CSharpSymbol.Body, CSharpField.Body, body.SpanStart, body.Span.End))
            {
                if (table.CanNest) Children(body);
                table.Close();
            }
            table.Close();
        }

        private void Other(SyntaxNode node)
        {
            var symbol = node switch
            {
                UsingDirectiveSyntax => CSharpSymbol.Using,
                AttributeListSyntax => CSharpSymbol.Attribute,
                _ => CSharpSymbol.Other,
            };
            if (!Open(symbol, CSharpField.None, node.SpanStart, node.Span.End)) return;
            if (table.CanNest) Children(node);
            table.Close();
        }

        /// <summary>Attributes become siblings before the declaration, as other grammars have them.</summary>
        /// <returns>Where the declaration proper starts.</returns>
        private int AfterAttributes(SyntaxNode declaration, SyntaxList<AttributeListSyntax> lists)
        {
            if (lists.Count == 0) return declaration.SpanStart;
            foreach (var list in lists) Leaf(CSharpSymbol.Attribute, list.SpanStart, list.Span.End);
            var last = lists[^1].GetLastToken();
            return last.GetNextToken().SpanStart is var next && next > last.SpanStart ? Math.Min(next, declaration.Span.End) : declaration.SpanStart;
        }

        private void Comments(SyntaxNode node)
        {
            if (node.HasLeadingTrivia) Comments(node.GetLeadingTrivia());
        }

        private void Comments(SyntaxToken token)
        {
            if (token.HasLeadingTrivia) Comments(token.LeadingTrivia);
        }

        private void Comments(SyntaxTriviaList leading)
        {
            foreach (var trivia in leading)
            {
                if (trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia))
                {
                    Leaf(CSharpSymbol.Comment, trivia.SpanStart, trivia.Span.End);
                }
            }
        }

        private bool Open(CSharpSymbol symbol, CSharpField field, int start, int end) =>
            table.CanNest && table.Open((ushort)symbol, (ushort)field, start, end);

        private void Leaf(CSharpSymbol symbol, int start, int end, CSharpField field = CSharpField.None)
        {
            if (Open(symbol, field, start, end)) table.Close();
        }
    }
}
