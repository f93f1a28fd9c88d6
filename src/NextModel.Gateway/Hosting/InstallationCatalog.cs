using NextModel.Audit;
using NextModel.Configuration;
using NextModel.Gateway.Admin;
using NextModel.Identity;

namespace NextModel.Gateway.Hosting;

/// <summary>Models, sources and prices that operators set while the process runs.</summary>
public sealed class InstallationCatalog
{
    private readonly EntryBook _entries;
    private readonly PriceBook _prices;

    internal InstallationCatalog(
        InstallationStores stores, EntryKeySeal seal, LiveConfiguration configuration, TenancyChanges changes, AuditTrail audit,
        TimeProvider time)
    {
        _entries = new EntryBook(stores.Entries, seal, configuration, changes);
        _prices = new PriceBook(stores.Prices, configuration, changes);
        Entries = new EntryOperations(_entries, time);
        Prices = new PriceOperations(_prices, configuration, audit, time);
    }

    /// <summary>Models and sources.</summary>
    public EntryOperations Entries { get; }

    /// <summary>Prices, and the configuration file.</summary>
    public PriceOperations Prices { get; }

    /// <summary>Takes up models and sources that another replica set or withdrew; why not, where they do not go with this one's configuration.</summary>
    internal ValueTask<IReadOnlyList<ConfigurationProblem>> FollowEntriesAsync(CancellationToken cancellationToken) => _entries.FollowAsync(cancellationToken);

    /// <summary>The same for prices.</summary>
    internal ValueTask<IReadOnlyList<ConfigurationProblem>> FollowPricesAsync(CancellationToken cancellationToken) => _prices.FollowAsync(cancellationToken);

    /// <summary>Takes up what was kept: a price may be of a model that was set.</summary>
    internal async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        await _entries.LoadAsync(cancellationToken);
        await _prices.LoadAsync(cancellationToken);
    }
}
