using System.CommandLine;
using NextModel.Cli;
using NextModel.Cli.Commands;

var output = new CommandOutput(Console.Out, Console.Error);
var serve = ServeCommand.Create(output);
var root = new RootCommand("NextModel: one OpenAI-compatible endpoint, with receipts. Configuration is in NEXTMODEL_… variables and nextmodel.yaml.")
{
    serve,
    DoctorCommand.Create(output),
    MigrateCommand.Create(output),
    BackupCommand.Create(output),
    KeysCommand.Create(output),
    AccountsCommand.Create(output),
    BudgetsCommand.Create(output),
    LimitsCommand.Create(output),
    OffersCommand.Create(output),
    ReceiptsCommand.Create(output),
    SigningKeysCommand.Create(output),
    UsageCommand.Create(output),
    StatementsCommand.Create(output),
    ReconcileCommand.Create(output),
    CacheCommand.Create(output),
    CredentialsCommand.Create(output),
    CreditsCommand.Create(output),
    WebhooksCommand.Create(output),
    AuditCommand.Create(output),
    CatalogCommand.Create(output),
    ReloadCommand.Create(output),
    EstimateCommand.Create(output),
    CompareCommand.Create(output),
    PolicyCommand.Create(output),
    ApplyCommand.CreateApply(output),
    ApplyCommand.CreateDiff(output),
    ApplyCommand.CreateExport(output),
    BenchCommand.Create(),
};

// The server has a limit of its own for what is in flight; two seconds, the default, would cut every longer stream.
var parsed = root.Parse(args);
var configuration = new InvocationConfiguration();
if (parsed.CommandResult.Command == serve)
{
    configuration.ProcessTerminationTimeout = Timeout.InfiniteTimeSpan;
}

return await parsed.InvokeAsync(configuration);
