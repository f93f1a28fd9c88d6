using System.Data.Common;
using Microsoft.Extensions.Logging;
using NextModel.Credentials;
using NextModel.Credits;
using NextModel.Identity;
using NextModel.Ledger;
using NextModel.Telemetry;

namespace NextModel.Gateway.Hosting;

/// <summary>Small things that are written down every minute. What cannot be written now is written next time.</summary>
internal sealed partial class Upkeep(
    Tenancy tenancy, CredentialBook credentials, CreditBook credits, LedgerAdmission admission, ILogger<Upkeep> logger)
{
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

    [LoggerMessage(EventIds.LastUseNotSaved, LogLevel.Warning, "When keys were last used could not be saved")]
    private partial void LogLastUseNotSaved(Exception failure);

    [LoggerMessage(EventIds.PromosNotEnded, LogLevel.Warning, "Ends of promos could not be posted; they are tried again in a minute")]
    private partial void LogPromosNotEnded(Exception failure);
}
