using NextModel.Responses;
using NextModel.Storage.Sqlite.Responses;
using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Sqlite.Responses;

public sealed class SqliteResponseStoreTests : ResponseStoreConformance
{
    private readonly List<SqliteResponseStore> _open = [];
    private readonly List<string> _setAside = [];

    private string File => Place.File("responses.db");

    [Fact]
    public async Task Open_DamagedFile_SetsItAsideAndSaysSo()
    {
        await System.IO.File.WriteAllTextAsync(File, new string('x', 10_000), Token);
        Open();
        _setAside.ShouldBe([File + ".damaged"]);
        System.IO.File.Exists(File + ".damaged").ShouldBeTrue();
    }

    protected override IResponseStore Open()
    {
        var store = SqliteResponseStore.Open(File, _setAside.Add, ProjectBytes);
        _open.Add(store);
        return store;
    }

    protected override void Close(IResponseStore store)
    {
        var open = (SqliteResponseStore)store;
        _open.Remove(open);
        open.Dispose();
    }

    protected override void CloseAll() => _open.ForEach(store => store.Dispose());

    protected override long Scalar(string sql) => SqliteStatements.Scalar(File, sql);
}
