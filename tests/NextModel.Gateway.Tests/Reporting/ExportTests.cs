using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NextModel.Audit;
using NextModel.Ledger;
using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Reporting;

/// <summary><c>GET /v1/exports</c>: every receipt of a range once, the same bytes again, and a manifest that adds up. E1 to E8 of the export rules.</summary>
public sealed class ExportTests : IAsyncLifetime
{
    private const string Month = "from=2026-11-01&to=2026-12-01";

    private ReportedGateway _reported = null!;

    private TestGateway Gateway => _reported.Gateway;

    public async ValueTask InitializeAsync() => _reported = await ReportedGateway.StartAsync(new TimeOnly(22, 50));

    public ValueTask DisposeAsync() => _reported.DisposeAsync();

    [Fact]
    public async Task Csv_OfARange_HasEachReceiptOnceWithItsFigures()
    {
        await AskSomeAsync();
        var (file, headers) = await ExportAsync($"format=csv&{Month}");
        headers["x-nextmodel-export-schema"].ShouldBe("nm.usage/1");
        var table = new CsvTable(file);
        var receipts = (await _reported.ReceiptsAsync()).AsEnumerable().Reverse().ToList();
        table.Column("receipt_id").ShouldBe(receipts.Select(r => r.GetProperty("id").GetString()!));
        for (var i = 0; i < receipts.Count; i++)
        {
            var (usage, billing) = (receipts[i].GetProperty("usage"), receipts[i].GetProperty("billing"));
            table[i, "receipt_hash"].ShouldBe(receipts[i].GetProperty("hash").GetString());
            table[i, "ledger_seq"].ShouldBe(receipts[i].GetProperty("log").GetProperty("sequence").GetRawText());
            table[i, "amount"].ShouldBe(billing.GetProperty("amount").GetString());
            table[i, "list_amount"].ShouldBe(billing.GetProperty("list_amount").GetString());
            table[i, "outcome"].ShouldBe(receipts[i].GetProperty("outcome").GetString());
            table[i, "serve_mode"].ShouldBe(receipts[i].GetProperty("serve_mode").GetString());
            var input = new[] { "tokens_in", "tokens_cache_read", "tokens_cache_write" }.Sum(column => long.Parse(table[i, column], CultureInfo.InvariantCulture));
            input.ShouldBe(usage.GetProperty("input_tokens").GetInt64());
            table[i, "tokens_out"].ShouldBe(usage.GetProperty("output_tokens").GetRawText());
            table[i, "attempts"].ShouldBe(receipts[i].GetProperty("attempts").GetArrayLength().ToString(CultureInfo.InvariantCulture));
        }

        table.Column("status_code").ShouldBe(["200", "", "200", "404"]);
        table.Column("byok").ShouldAllBe(byok => byok == "false");
    }

    // E2
    [Fact]
    public async Task Csv_OfTheDayBeforeAndAfterMidnight_HasWhatWasCompletedInEach()
    {
        await _reported.AskAsync("evening");
        _reported.Time.Advance(TimeSpan.FromMinutes(80));
        await _reported.AskAsync("night");
        var before = new CsvTable((await ExportAsync("format=csv&from=2026-11-21&to=2026-11-22")).File).Column("receipt_id").ToList();
        var after = new CsvTable((await ExportAsync("format=csv&from=2026-11-22&to=2026-11-23")).File).Column("receipt_id").ToList();
        before.ShouldHaveSingleItem().ShouldNotBe(after.ShouldHaveSingleItem());
    }

    // E4: names that a spreadsheet would take for formulas are refused where they are given; CsvWriterTests has the cells.
    [Theory]
    [InlineData("=HYPERLINK(1)")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    public async Task Name_ThatIsAFormula_IsRefused(string name)
    {
        var home = Gateway.Installation.Directory.Organizations.Single();
        (await Gateway.Installation.Tenancy.CreateTeamAsync(AuditActor.CommandLine, home.Id, name, default)).TryGet(out _, out var refusal).ShouldBeFalse();
        refusal!.Message.ShouldContain("formula");
    }

    // E5
    [Fact]
    public async Task Parts_WhileOthersWrite_TogetherAreTheWholeAndNothingThatCameLater()
    {
        for (var n = 0; n < 7; n++)
        {
            await _reported.AskAsync($"{n}");
        }

        var (whole, headers) = await ExportAsync($"format=csv&{Month}");
        var parts = new MemoryStream();
        var (part, next) = await ExportAsync($"format=csv&{Month}&limit=3");
        var count = 0;
        while (true)
        {
            parts.Write(part);
            await _reported.AskAsync($"later {count++}");
            if (!next.TryGetValue("x-nextmodel-export-next", out var cursor))
            {
                break;
            }

            (part, next) = await ExportAsync("cursor=" + cursor);
        }

        count.ShouldBe(3);
        parts.ToArray().ShouldBe(whole);
        (await ExportAsync("cursor=" + headers["x-nextmodel-export-cursor"])).File.ShouldBe(whole);
        new CsvTable((await ExportAsync($"format=csv&{Month}")).File).Count.ShouldBe(10);
    }

    // E7
    [Fact]
    public async Task Cursor_OfAnotherOrganizationOrProject_IsNotFoundLikeOneThatNeverWas()
    {
        await _reported.AskAsync("a");
        var (_, headers) = await ExportAsync($"format=csv&{Month}");
        var cursor = headers["x-nextmodel-export-cursor"];
        using var neighbour = Gateway.CreateClient(await Gateway.CreateKeyAsync("other"));
        using var stranger = Gateway.CreateClient(await Gateway.CreateKeyAsync("default", "elsewhere"));
        var forged = (cursor[0] == 'W' ? 'V' : 'W') + cursor[1..];
        foreach (var (client, text) in new[] { (neighbour, cursor), (stranger, cursor), (_reported.Client, forged), (_reported.Client, "x"), (_reported.Client, "e30.e30") })
        {
            foreach (var path in (string[])["/v1/exports", "/v1/exports/manifest"])
            {
                using var response = await client.GetAsync($"{path}?cursor={text}");
                response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            }
        }
    }

    // E8
    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    public async Task Manifest_OfAnExport_HasItsDigestAndTheSumsOfLedgerAndUsage(string format)
    {
        await AskSomeAsync();
        using var management = await _reported.ManagementAsync();
        var (file, headers) = await ExportAsync($"format={format}&{Month}", management);
        var manifest = await ManifestAsync("cursor=" + headers["x-nextmodel-export-cursor"], management);
        var stated = manifest.GetProperty("files")[0];
        stated.GetProperty("sha256").GetString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(file)));
        stated.GetProperty("bytes").GetInt64().ShouldBe(file.Length);
        stated.GetProperty("rows").GetInt64().ShouldBe(4);
        var usage = JsonDocument.Parse(await management.GetStringAsync($"/v1/usage?{Month}")).RootElement.GetProperty("totals")[0];
        var total = manifest.GetProperty("totals")[0];
        foreach (var member in (string[])["currency", "amount", "list_amount"])
        {
            total.GetProperty(member).GetString().ShouldBe(usage.GetProperty(member).GetString());
        }

        manifest.GetProperty("outcomes").GetProperty("upstream_failed").GetInt64().ShouldBe(1);
        manifest.GetProperty("serve_modes").GetProperty("exact_cache").GetInt64().ShouldBe(1);
        manifest.GetProperty("tokens").GetProperty("output").GetInt64().ShouldBe(usage.GetProperty("output_tokens").GetInt64());
        manifest.GetProperty("complete").GetBoolean().ShouldBeFalse("the month is not over");
        manifest.GetProperty("as_of").GetProperty("heads")[0].GetProperty("hash").GetString().ShouldBe((await _reported.ReceiptsAsync())[0].GetProperty("hash").GetString());
    }

    [Fact]
    public async Task Manifest_OfARangeThatIsOver_IsCompleteAndSignedByThePublishedKey()
    {
        await AskSomeAsync();
        _reported.Time.Advance(TimeSpan.FromDays(11));
        using var json = JsonDocument.Parse(await _reported.Client.GetByteArrayAsync($"/v1/exports/manifest?format=csv&{Month}"));
        var manifest = json.RootElement;
        manifest.GetProperty("complete").GetBoolean().ShouldBeTrue();
        manifest.GetProperty("recency").GetProperty("DatasetInstanceComplete").GetBoolean().ShouldBeTrue();
        var jws = manifest.GetProperty("signature").GetString()!;
        var parts = jws.Split('.');
        using var jwks = JsonDocument.Parse(await _reported.Client.GetByteArrayAsync("/.well-known/jwks.json"));
        var jwk = jwks.RootElement.GetProperty("keys")[0];
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Base64Url.DecodeFromChars(jwk.GetProperty("x").GetString()), Y = Base64Url.DecodeFromChars(jwk.GetProperty("y").GetString()) },
        });
        key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256).ShouldBeTrue();
        Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])).ShouldContain("\"typ\":\"nextmodel.export\"");
        Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])).ShouldBe(manifest.GetRawText().Replace($",\"signature\":\"{jws}\"", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Jsonl_OfAWholeOrganization_VerifiesWithItsChains()
    {
        await AskSomeAsync();
        await _reported.AskAsync("simulated", "sandbox-echo");
        using var management = await _reported.ManagementAsync();
        var (file, _) = await ExportAsync($"format=jsonl&{Month}", management);
        VerifyingKeys.TryParse(await _reported.Client.GetByteArrayAsync("/.well-known/jwks.json"), out var keys).ShouldBeTrue();
        using (keys)
        {
            var (verifier, chain) = (new ReceiptVerifier(keys!), new LogChainVerifier());
            var lines = Encoding.UTF8.GetString(file).TrimEnd('\n').Split('\n');
            lines.Length.ShouldBe(5);
            foreach (var line in lines)
            {
                var verdict = verifier.Verify(Encoding.UTF8.GetBytes(line));
                verdict.Problems.ShouldBeEmpty();
                chain.Add(verdict.Place!).ShouldBeNull();
            }
        }
    }

    [Theory]
    [InlineData("format=xml", "format")]
    [InlineData("format=csv&limit=100001", "limit")]
    [InlineData("format=focus-1.4.csv&sandbox=include", "sandbox")]
    [InlineData("format=csv&from=2026-11-22&to=2026-11-21", "from")]
    [InlineData("format=csv&rows=10", "rows")]
    [InlineData("format=csv&cursor=abc", "format")]
    public async Task Export_BadParameter_IsRefusedByName(string query, string parameter)
    {
        using var response = await _reported.Client.GetAsync($"/v1/exports?{query}");
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        json.RootElement.GetProperty("error").GetProperty("param").GetString().ShouldBe(parameter);
    }

    private async Task AskSomeAsync()
    {
        await _reported.AskAsync("a");
        await _reported.AskAsync("a");
        await _reported.AskAsync("b, \\\"quoted\\\"");
        await _reported.AskAsync("c", "err-404-model");
    }

    private static async Task<JsonElement> ManifestAsync(string query, HttpClient client)
    {
        using var json = JsonDocument.Parse(await client.GetByteArrayAsync($"/v1/exports/manifest?{query}"));
        return json.RootElement.Clone();
    }

    private async Task<(byte[] File, Dictionary<string, string> Headers)> ExportAsync(string query, HttpClient? client = null)
    {
        using var response = await (client ?? _reported.Client).GetAsync($"/v1/exports?{query}");
        var body = await response.Content.ReadAsByteArrayAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, Encoding.UTF8.GetString(body));
        return (body, response.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.First()));
    }
}
