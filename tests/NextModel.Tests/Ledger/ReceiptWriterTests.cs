using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using NextModel.Json;
using NextModel.Ledger;
using NextModel.Secrets;
using NextModel.Testing.Ledger;

namespace NextModel.Tests.Ledger;

public sealed class ReceiptWriterTests
{
    private readonly LedgerLog _log;

    public ReceiptWriterTests()
    {
        var keys = new DataKeyRing();
        keys.Add(SampleTenant.Caller().Organization.Id, new DataKey(new byte[32]));
        _log = new LedgerLogs([], keys, TimeProvider.System).For(SampleTenant.Caller().Organization.Id);
    }

    [Fact]
    public void Write_AnyEntry_IsItsOwnCanonicalForm() => Prop.ForAll(RandomEntries.Arbitrary, entry =>
    {
        var text = Write(entry, sequence: 1041).Text.ToArray();

        var tape = JsonTape.Rent();
        tape.TryParse(text, JsonLimits.Request, out var problem).ShouldBeTrue($"{problem}: {Encoding.UTF8.GetString(text)}");
        using var canonical = new PooledBuffer();
        Rfc8785.Write(tape.Root, canonical);
        Encoding.UTF8.GetString(canonical.Written).ShouldBe(Encoding.UTF8.GetString(text));
        tape.Return();
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Write_AnyEntry_FormAndValuesGiveTheTextBack() => Prop.ForAll(RandomEntries.Arbitrary, entry =>
    {
        var sequence = entry.TotalMilliseconds + 1L;
        var text = Write(entry, sequence);

        var row = new LedgerRow
        {
            Position = 1,
            Id = entry.Id,
            LogId = _log.Id,
            LogSequence = sequence,
            CompletedAt = CompletedAt,
            PreviousHash = Previous,
            Hash = ReceiptHash.Of(text.Text),
            Form = new ReceiptForm(text.Form.ToArray(), "", ""),
            Values = text.Values.ToArray(),
            CommitIndex = 0,
            Seal = null,
        };

        row.TryReadText().ShouldBe(text.Text.ToArray());
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Write_FreshAnswer_HasTheMembersOfTheContract()
    {
        var entry = SampleEntries.Fresh(SampleTenant.Caller(), Guid.CreateVersion7(SampleTenant.Day));

        using var receipt = JsonDocument.Parse(Write(entry, 7).Text.ToArray());

        Members(receipt.RootElement).ShouldBe(
        [
            "attempts", "billing", "budgets", "cache", "completed_at", "effective_model", "environment", "id", "key", "latency", "log", "operation",
            "organization", "outcome", "policy", "project", "region", "request_digest", "request_id", "requested_model", "response_digest",
            "sandbox", "schema", "serve_mode", "source", "started_at", "stream", "team", "upstream_model", "usage", "workload",
        ]);
        Members(receipt, "key").ShouldBe(["id", "name", "prefix"]);
        Members(receipt, "cache").ShouldBe(["age_seconds", "fresh_receipt", "key", "reason", "status", "storable"]);
        Members(receipt, "usage").ShouldBe(
        [
            "billable_tokens", "cache_write_tokens", "cached_input_tokens", "consumed_tokens", "input_tokens", "output_tokens", "reasoning_tokens",
            "replayed_tokens", "served_tokens", "source",
        ]);
        Members(receipt, "billing").ShouldBe(["amount", "basis", "currency", "discount", "discount_rate", "fx", "lines", "list_amount", "price"]);
        Members(receipt.RootElement.GetProperty("attempts")[0]).ShouldBe(
        [
            "cost", "cost_currency", "credential", "error", "first_byte_ms", "max_output_tokens", "n", "outcome", "source", "started_at", "status",
            "total_ms", "upstream_model", "upstream_request_id", "upstream_response_id", "usage",
        ]);
        Members(receipt, "latency").ShouldBe(["first_byte_ms", "gateway_ms", "total_ms"]);
        Members(receipt, "log").ShouldBe(["id", "previous_hash", "sequence"]);
    }

    [Fact]
    public void Write_FreshAnswer_SpellsMoneyTimesAndIds()
    {
        var id = Guid.Parse("0193c1f2-0b7d-7c3a-9e5f-4d2c1b0a9f8e");

        using var receipt = JsonDocument.Parse(Write(SampleEntries.Fresh(SampleTenant.Caller(), id), 7).Text.ToArray());

        var root = receipt.RootElement;
        root.GetProperty("id").GetString().ShouldBe("rcpt_0193c1f20b7d7c3a9e5f4d2c1b0a9f8e");
        root.GetProperty("request_id").GetString().ShouldBe("req_0193c1f20b7d7c3a9e5f4d2c1b0a9f8e");
        root.GetProperty("started_at").GetString().ShouldBe("2026-11-21T09:30:00.000Z");
        root.GetProperty("completed_at").GetString().ShouldBe("2026-11-21T09:30:00.963Z");
        root.GetProperty("log").GetProperty("sequence").GetInt64().ShouldBe(7);
        root.GetProperty("log").GetProperty("previous_hash").GetString().ShouldBe(Previous.ToString());
        var billing = root.GetProperty("billing");
        billing.GetProperty("lines")[0].GetProperty("amount").GetString().ShouldBe("0.000002850");
        billing.GetProperty("lines")[1].GetProperty("amount").GetString().ShouldBe("0.000025200");
        billing.GetProperty("amount").GetString().ShouldBe("0.000028050");
        billing.GetProperty("discount").GetString().ShouldBe("0.000000000");
        billing.GetProperty("fx").ValueKind.ShouldBe(JsonValueKind.Null);
        root.GetProperty("attempts")[0].GetProperty("usage").GetProperty("input").GetInt64().ShouldBe(19);
        root.GetProperty("cache").GetProperty("key").GetString()!.ShouldStartWith("hmac-sha256:");
    }

    [Fact]
    public void Write_NamesSourceHashes_OnlyKeyedByTheOrganization()
    {
        var entry = SampleEntries.Fresh(SampleTenant.Caller(), Guid.CreateVersion7(SampleTenant.Day));

        var text = Encoding.UTF8.GetString(Write(entry, 7).Text);

        text.ShouldNotContain(entry.RequestHash!.Value.ToString());
        text.ShouldNotContain(entry.Cache.Key!.Value.ToString());
        var keyed = System.Security.Cryptography.HMACSHA256.HashData(new DataKey(new byte[32]).Derive("receipt-digest"), entry.RequestHash!.Value.ToArray());
        text.ShouldContain($"\"request_digest\":\"hmac-sha256:{Convert.ToHexStringLower(keyed)}\"");
    }

    [Fact]
    public void Write_TwoRequestsOfOneKey_ShareTheirForm()
    {
        var first = Write(SampleEntries.Fresh(SampleTenant.Caller(), Guid.CreateVersion7(SampleTenant.Day), 19, 42), 1);
        var form = first.Form.ToArray();
        var checksum = Checksum.Of(first.Form);

        var second = Write(SampleEntries.Fresh(SampleTenant.Caller(), Guid.CreateVersion7(SampleTenant.Day), 12_000, 3_000), 2);

        second.Form.ToArray().ShouldBe(form);
        Checksum.Of(second.Form).ShouldBe(checksum);
        Checksum.Of(Write(SampleEntries.Fresh(SampleTenant.Caller(key: 2), Guid.CreateVersion7(SampleTenant.Day)), 3).Form).ShouldNotBe(checksum);
    }

    private static readonly ReceiptHash Previous = ReceiptHash.Of("the entry before"u8);

    private static long CompletedAt => SampleTenant.Day.AddMilliseconds(963).ToUnixTimeMilliseconds();

    private ReceiptText Write(LedgerEntry entry, long sequence)
    {
        var text = new ReceiptText();
        ReceiptWriter.Write(entry, _log, text);
        text.Place(sequence, Previous, CompletedAt);
        return text;
    }

    private static string[] Members(JsonDocument receipt, string member) => Members(receipt.RootElement.GetProperty(member));

    private static string[] Members(JsonElement element) => [.. element.EnumerateObject().Select(member => member.Name)];
}
