using System.Net;
using System.Net.Sockets;
using NextModel.Storage.Postgres;
using NextModel.Testing.Postgres;

namespace NextModel.Storage.Tests.Postgres;

public sealed class PostgresExaminationTests : IDisposable
{
    private readonly string _database = PostgresCluster.Shared.CreateEmptyDatabase();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => PostgresCluster.Shared.Drop(_database);

    // The cluster of the tests does not sync, and one replica may have no more connections than the server.
    [Fact]
    public async Task Run_ServerThatDoesNotSync_SaysSoAndWhichDatabaseItIs()
    {
        var seen = await PostgresExamination.RunAsync(Address(_database + ";Maximum Pool Size=1000"), Cancellation);

        seen[0].Severity.ShouldBe("ok");
        seen[0].Text.ShouldContain("answers (version ");
        seen.ShouldContain(one => one.Severity == "error" && one.Text.Contains("fsync", StringComparison.Ordinal));
        seen.ShouldContain(one => one.Severity == "warning" && one.Text == "One replica may open 1000 connections, and the server has 400 for all.");
    }

    [Fact]
    public async Task RunAndOpen_NobodyListens_NameTheDatabaseAndNotThePassword()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = Address($"Host=127.0.0.1;Port={((IPEndPoint)listener.LocalEndpoint).Port};Username=ada;Password=secret;Database=x");
        listener.Stop();

        var seen = (await PostgresExamination.RunAsync(address, Cancellation)).ShouldHaveSingleItem();
        var refused = await Should.ThrowAsync<InvalidOperationException>(async () => await PostgresDatabase.OpenAsync(address, Cancellation));

        foreach (var text in new[] { seen.Text, refused.Message })
        {
            text.ShouldStartWith("PostgreSQL database 'x' at 127.0.0.1:");
            text.ShouldNotContain("secret");
        }

        seen.Severity.ShouldBe("error");
    }

    private static PostgresAddress Address(string text) =>
        PostgresAddress.TryRead(text, out var address, out var problem) ? address : throw new InvalidOperationException(problem);
}
