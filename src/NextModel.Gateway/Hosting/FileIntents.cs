using Microsoft.Extensions.Logging;
using NextModel.Ledger;

namespace NextModel.Gateway.Hosting;

/// <summary>Intents in the file of an installation that is one process.</summary>
internal sealed class FileIntents : InstallationIntents
{
    // As many as there can be connections.
    private const int MaxRequestsInFlight = 16_384;

    private readonly OpenInstallation _installation;
    private readonly IReceiptIndex _index;
    private readonly IntentLog _intents;

    public FileIntents(OpenInstallation installation, IReceiptIndex index, string path)
    {
        _installation = installation;
        _index = index;
        _intents = IntentLog.Open(path, MaxRequestsInFlight);
    }

    public override IIntentLog Log => _intents;

    public override async ValueTask RecoverAsync(CancellationToken cancellationToken)
    {
        var recovery = new IntentRecovery(
            _intents, _index, _installation.Ledger, _installation.Budgets, _installation.DataKeys, _installation.Loggers.CreateLogger<IntentRecovery>());
        if (await recovery.RunAsync(cancellationToken) is > 0 and var interrupted)
        {
            _installation.Findings.Add($"{interrupted} requests were in flight when the last process died; their receipts say 'interrupted'.");
        }
    }

    // One whose slot could not be read or emptied may get its receipt at a later start.
    public override async ValueTask<bool> MayHaveReceiptAsync(Guid id, CancellationToken cancellationToken) =>
        _intents.Pending.Any(pending => pending.Entry is null || pending.Entry.Id == id) || await _index.FindAsync(id, cancellationToken) is not null;

    public override void Dispose() => _intents.Dispose();
}
