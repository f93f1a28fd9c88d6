using NextModel.Credits;
using NextModel.Identity;
using NextModel.Ledger;
using NextModel.Storage.Tests.Conformance;
using NextModel.Testing.Credits;

namespace NextModel.Storage.Tests;

/// <summary>The store that model tests use does what every store must.</summary>
public sealed class MemoryCreditStoreTests : CreditStoreConformance
{
    private readonly MemoryCreditStore _store = new();

    protected override IOpenCredits Open() => new Opened(_store);

    private sealed class Opened(MemoryCreditStore store) : IOpenCredits
    {
        public ICreditStore Credits => store;

        public ILedgerStore? Ledger => null;

        public ValueTask AddAsync(Organization organization) => ValueTask.CompletedTask;

        public void Dispose()
        {
        }
    }
}
