using System.CommandLine;
using NextModel.Cli;
using NextModel.Cli.Commands;

var output = new CommandOutput(Console.Out, Console.Error);
var root = new RootCommand("NextModel: one OpenAI-compatible endpoint, with receipts. Configuration is in NEXTMODEL_… variables and nextmodel.yaml.")
{
    ServeCommand.Create(output),
    DoctorCommand.Create(output),
    KeysCommand.Create(output),
    ReceiptsCommand.Create(output),
    CacheCommand.Create(output),
};

return await root.Parse(args).InvokeAsync();
