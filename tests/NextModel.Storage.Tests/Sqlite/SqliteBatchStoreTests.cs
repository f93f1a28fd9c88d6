using NextModel.Providers.Objects;
using NextModel.Storage.Sql.Objects;
using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Sqlite;

public sealed class SqliteBatchStoreTests : BatchStoreConformance
{
    protected override ValueTask<IOpenBatches> OpenAsync() => new(new Opened(Directory));

    private sealed class Opened(string directory) : IOpenBatches
    {
        private readonly OpenSqliteLedger _ledger = new(directory);

        public IBatchStore Batches => field ??= new SqlBatchStore(_ledger.Database, Guid.NewGuid().ToString(), SqlBatchStore.NobodyElse);

        public void Dispose() => _ledger.Dispose();
    }
}
