using Microsoft.Data.Sqlite;
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

    // No item without its response, and as many bytes as there are.
    [Fact]
    public async Task File_AfterDeleting_HoldsNothingNobodyLeadsTo()
    {
        var store = Open();
        var now = DateTimeOffset.UnixEpoch;
        foreach (var id in (string[])["resp_1", "resp_2", "resp_3"])
        {
            await store.KeepAsync(new ResponseRow("org_1", "proj_1", id, null, now, now, [$"msg_{id}"], new byte[400]));
        }

        Scalar("SELECT count(*) FROM response_items").ShouldBe(2);
        Scalar("SELECT bytes FROM response_projects").ShouldBe(800);
        await store.DeleteExpiredAsync(DateTimeOffset.MaxValue, Token);
        Scalar("SELECT (SELECT count(*) FROM responses) + (SELECT count(*) FROM response_items)").ShouldBe(0);
        Scalar("SELECT bytes FROM response_projects").ShouldBe(0);
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

    private long Scalar(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False;Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
