using System.Net.Http.Json;

namespace CacheSafety.BlackBox;

/// <summary>The ledger of a <c>cachesafety upstream</c> that runs elsewhere.</summary>
/// <param name="http">Used for all calls.</param>
/// <param name="origin">Scheme, host and port of the upstream.</param>
public sealed class RemoteLedger(HttpClient http, Uri origin) : ILedgerReader
{
    public async ValueTask<IReadOnlyList<Minted>> SinceAsync(long sequence, CancellationToken cancellationToken) =>
        await http.GetFromJsonAsync(new Uri(origin, $"/csb/ledger?since={sequence}"), LedgerJson.Default.IReadOnlyListMinted, cancellationToken) ?? [];
}
