using System.CommandLine;
using SemanticSearch.Training.Evaluation;
using SemanticSearch.Training.Learning;
using SemanticSearch.Training.Mining;
using SemanticSearch.Training.Packing;

var root = new RootCommand("Makes the bundled model of Semantic Search.")
{
    MineCommand.List(),
    MineCommand.Mine(),
    TrainCommand.Make(),
    EvaluateCommand.Make(),
    ProductCommand.Make(),
    QuestionsCommand.Make(),
    PackCommand.Make(),
};
return await root.Parse(args).InvokeAsync();
