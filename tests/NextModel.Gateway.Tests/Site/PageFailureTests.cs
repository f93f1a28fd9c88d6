using System.Net;
using Microsoft.Data.Sqlite;

namespace NextModel.Gateway.Tests.Site;

/// <summary>Where the ledger cannot be read, a page says so in the reader's language, and the API's own answers stay as they are.</summary>
public sealed class PageFailureTests : OperatorSite
{
    [Theory]
    [InlineData("/sign-in", "The ledger did not answer")]
    [InlineData("/zh/sign-in", "账本没有应答")]
    public async Task Page_OfALedgerThatDoesNotAnswer_SaysSo_UnderARequestId(string signIn, string heading)
    {
        using var browser = new Browsing(Gateway);
        using (await browser.PostAsync(signIn, ("key", Gateway.Installation.Secrets.AdminKey)))
        {
            Break();
        }

        using var response = await browser.SendAsync("/dashboard?period=7d");

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(5));
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldNotContain("unsafe");
        var html = await response.Content.ReadAsStringAsync();
        html.ShouldContain(heading);
        html.ShouldContain(response.Headers.GetValues("x-request-id").Single());
        html.ShouldContain("href=\"/dashboard?period=7d\"");
        html.ShouldNotContain("no such table");
    }

    [Fact]
    public async Task File_OfALedgerThatDoesNotAnswer_IsNoFile()
    {
        Break();

        using var response = await Browser.SendAsync("/dashboard/receipts.csv");

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        response.Content.Headers.ContentDisposition.ShouldBeNull();
    }

    [Fact]
    public async Task Page_ThatReadsNoLedger_IsShownAllTheSame()
    {
        Break();

        (await Browser.GetAsync("/models")).Status.ShouldBe(HttpStatusCode.OK);
        (await Browser.GetAsync("/dashboard/api-keys")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task EveryPage_OfALedgerThatDoesNotAnswer_SaysSo_OrNeedsNone()
    {
        Break();
        foreach (var path in DashboardPages.Gets(Gateway).Where(path => !path.EndsWith("/live", StringComparison.Ordinal)))
        {
            using var response = await Browser.SendAsync(path);

            ((int)response.StatusCode).ShouldBeOneOf([200, 400, 404, 503], path);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                var said = await response.Content.ReadAsStringAsync();
                said.ShouldContain(response.Headers.TryGetValues("x-request-id", out var ids) ? ids.Single() : "req_", customMessage: path);
            }
        }
    }

    // As a damaged file would: what sums and lists are read from is not there any more.
    private void Break()
    {
        using var connection = new SqliteConnection($"Data Source={Directory.GetFiles(Gateway.Directory.Path, "derived.db", SearchOption.AllDirectories).Single()};Pooling=False");
        connection.Open();
        using var names = connection.CreateCommand();
        names.CommandText = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
        var tables = new List<string>();
        using (var reader = names.ExecuteReader())
        {
            while (reader.Read())
            {
                tables.Add(reader.GetString(0));
            }
        }

        tables.ShouldNotBeEmpty();
        foreach (var table in tables)
        {
            using var drop = connection.CreateCommand();
            drop.CommandText = $"ALTER TABLE \"{table}\" RENAME TO \"gone_{table}\"";
            drop.ExecuteNonQuery();
        }
    }
}
