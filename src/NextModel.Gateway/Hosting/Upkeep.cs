using System.Data.Common;
using Microsoft.Extensions.Logging;
using NextModel.Configuration;
using NextModel.Credentials;
using NextModel.Credits;
using NextModel.Identity;
using NextModel.Ledger;
using NextModel.Telemetry;

namespace NextModel.Gateway.Hosting;

/// <summary>Small things that come up by the clock. What cannot be done now is done next time.</summary>
internal sealed partial class Upkeep(
    LiveConfiguration configuration, Tenancy tenancy, CredentialBook credentials, CreditBook credits, LedgerAdmission admission, ILogger<Upkeep> logger)
{
    /// <summary>Puts models, sources and prices in force that have come to their moment.</summary>
    public ValueTask PutInForceAsync(CancellationToken cancellationToken)
    {
        if (configuration.Refresh() is { Count: > 0 } problems)
        {
            LogNotPutInForce(string.Join('\n', problems));
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Posts the ends of promos. Nobody can spend what has ended, posted or not.</summary>
    public async ValueTask EndPromosAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!admission.IsClosed)
            {
                await credits.ExpireAsync(cancellationToken);
            }
        }
        catch (DbException failure)
        {
            LogPromosNotEnded(failure);
        }
    }

    /// <summary>Saves when keys and credentials were last used: it tells an operator which are still in use; a moment that is lost is noted at the next use.</summary>
    public async ValueTask SaveLastUsedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await tenancy.SaveLastUsedAsync(cancellationToken);
            await credentials.SaveLastUsedAsync(cancellationToken);
        }
        catch (DbException failure)
        {
            LogLastUseNotSaved(failure);
        }
    }

    [LoggerMessage(EventIds.ScheduledChangeRefused, LogLevel.Error,
        "What is scheduled for now cannot be put in force; what was in force before stays, and it is tried again:\n{Problems}")]
    private partial void LogNotPutInForce(string problems);

    [LoggerMessage(EventIds.LastUseNotSaved, LogLevel.Warning, "When keys were last used could not be saved")]
    private partial void LogLastUseNotSaved(Exception failure);

    [LoggerMessage(EventIds.PromosNotEnded, LogLevel.Warning, "Ends of promos could not be posted; they are tried again in a minute")]
    private partial void LogPromosNotEnded(Exception failure);
}
