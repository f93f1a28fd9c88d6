using NextModel.Storage.Sqlite;
using NextModel.Storage.Sqlite.Derived;
using NextModel.Testing;

namespace NextModel.Storage.Tests.Sqlite;

/// <summary>Lists, sums and proofs read by a key of an index, never by walking a table that grows with history.</summary>
public sealed class ReceiptListingPlanTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(ReceiptListing.OfProject, "SEARCH by_project USING PRIMARY KEY (project=? AND completed_at>? AND (completed_at,position)<(?,?))")]
    [InlineData(ReceiptListing.OfBand, "SEARCH by_band USING PRIMARY KEY (band=? AND completed_at>? AND (completed_at,position)<(?,?))")]
    [InlineData(TreeNodes.TileOf, "SEARCH tree_tiles USING INDEX sqlite_autoindex_tree_tiles_1 (organization=? AND level=? AND tile=?)")]
    [InlineData(TreeNodes.LastTile, "SEARCH tree_tiles USING INDEX sqlite_autoindex_tree_tiles_1 (organization=? AND level=?)")]
    [InlineData(TreeNodes.TileAt, "SEARCH tree_tiles USING INDEX tree_tiles_by_position (organization=? AND level=? AND first_position<?)")]
    public void Plan_OfEveryStatement_IsASearchByKeyWithoutASort(string sql, string plan) => Plan(sql).ShouldBe([plan]);

    [Fact]
    public void Plan_OfSums_IsASearchOfTheBuckets()
    {
        Plan(SumTable.Columns + SumTable.OfAll).ShouldBe(["SEARCH sums USING PRIMARY KEY (level=? AND width=? AND bucket>? AND bucket<?)"]);
        var owners = Plan(SumTable.Columns + SumTable.OfOwners);
        owners[^1].ShouldBe("SEARCH sums USING PRIMARY KEY (level=? AND width=? AND bucket=? AND project=?)");
        owners.ShouldNotContain(step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    private List<string> Plan(string sql)
    {
        using var database = SqliteDatabase.Open(_directory.File("derived.db"), SqliteSettings.Derived);
        using var reader = database.RentReader();
        using var command = reader.Connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
        using var rows = command.ExecuteReader();
        var steps = new List<string>();
        while (rows.Read())
        {
            steps.Add(rows.GetString(3));
        }

        return steps;
    }
}
