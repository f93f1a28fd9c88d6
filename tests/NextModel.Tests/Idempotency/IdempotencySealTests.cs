using NextModel.Idempotency;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Secrets;
using NextModel.Tests.Json;

namespace NextModel.Tests.Idempotency;

/// <summary>Names, fingerprints and answers of keyed requests: bound to their tenant, and unreadable without its key.</summary>
public sealed class IdempotencySealTests
{
    private const string Body = """{"model":"m","messages":[{"role":"user","content":"Hello"}]}""";

    private static readonly DateTimeOffset Noon = new(2026, 3, 29, 12, 0, 0, TimeSpan.Zero);

    private readonly DataKeyRing _ring = new();
    private readonly IdempotencySeal _seal;

    public IdempotencySealTests()
    {
        _ring.Add("org_1", new DataKey([.. Enumerable.Repeat((byte)1, MasterKey.Size)]));
        _ring.Add("org_2", new DataKey([.. Enumerable.Repeat((byte)2, MasterKey.Size)]));
        _seal = new IdempotencySeal(_ring);
    }

    [Fact]
    public void KeyOf_SameCallerRouteAndValue_IsTheSame() =>
        Key().ShouldBe(new IdempotencySeal(_ring).KeyOf(Of(key: "key_2"), Operation.ChatCompletions, "value"));

    [Fact]
    public void KeyOf_AnythingElse_IsAnother()
    {
        var others = new[]
        {
            _seal.KeyOf(Of(), Operation.ChatCompletions, "Value"),
            _seal.KeyOf(Of(), Operation.Embeddings, "value"),
            _seal.KeyOf(Of(project: "proj_2"), Operation.ChatCompletions, "value"),
            _seal.KeyOf(Of(organization: "org_2"), Operation.ChatCompletions, "value"),
        };
        others.ShouldNotContain(Key());
        others.ShouldBeUnique();
        others[3].Name.ShouldNotBe(Key().Name);
    }

    [Theory]
    [InlineData("""{"messages":[{"content":"Hello","role":"user"}],"model":"m"}""")]
    [InlineData("""{ "model":"m", "messages":[{"role":"user","content":"\u0048ello"}], "stream":false }""")]
    public void FingerprintOf_SameValue_IsTheSame(string body) => Fingerprint(body).ShouldBe(Fingerprint(Body));

    [Theory]
    [InlineData("""{"model":"m2","messages":[{"role":"user","content":"Hello"}]}""")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"Hello "}]}""")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"Hello"}],"user":"u"}""")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"Hello"}],"nobody_knows":1}""")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"Hello"}],"stream":true}""")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"Hello"}],"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"Hello"}],"stream":true,"stream_options":{"include_usage":false}}""")]
    public void FingerprintOf_AnotherValue_IsAnother(string body)
    {
        Fingerprint(body).ShouldNotBe(Fingerprint(Body));
        Fingerprint(body, Of(organization: "org_2")).ShouldNotBe(Fingerprint(body));
    }

    [Fact]
    public void TryOpen_WhatWasSealed_IsTheSame()
    {
        var answer = new KeptAnswer(200, [KeyValuePair.Create("content-type", "text/event-stream"), KeyValuePair.Create("x-empty", "")], "data: [DONE]\n\n"u8.ToArray());
        var row = Row();
        var opened = new IdempotencySeal(_ring).TryOpen(row with { Sealed = _seal.TrySeal(row, answer) })!;
        opened.Status.ShouldBe(200);
        opened.Headers.ShouldBe(answer.Headers);
        opened.Body.ToArray().ShouldBe(answer.Body.ToArray());
    }

    [Fact]
    public void TryOpen_MovedToAnotherRowOrChanged_IsNull()
    {
        var row = Row();
        var bytes = _seal.TrySeal(row, new KeptAnswer(200, [], "answer"u8.ToArray()))!;
        var moved = new[]
        {
            row with { Key = row.Key with { Project = "proj_2" } },
            row with { Key = row.Key with { Organization = "org_2" } },
            row with { Key = row.Key with { Operation = Operation.Embeddings } },
            row with { Key = row.Key with { Name = row.Fingerprint } },
            row with { Fingerprint = row.Key.Name },
            row with { Receipt = Guid.Empty },
            row with { CreatedAt = Noon.AddTicks(1) },
            row with { ExpiresAt = Noon.AddTicks(1) },
        };
        moved.Select(other => _seal.TryOpen(other with { Sealed = bytes })).ShouldAllBe(opened => opened == null);
        bytes[^1] ^= 1;
        _seal.TryOpen(row with { Sealed = bytes }).ShouldBeNull();
    }

    [Fact]
    public void TryOpen_AfterTheOrganizationsKeyIsGone_IsNull()
    {
        var row = Row();
        var bytes = _seal.TrySeal(row, new KeptAnswer(200, [], "answer"u8.ToArray()))!;
        _ring.Add("org_1", new DataKey(new byte[MasterKey.Size]));
        _seal.TryOpen(row with { Sealed = bytes }).ShouldBeNull();
    }

    [Fact]
    public void TrySeal_Answer_StandsNowhereInClear()
    {
        var bytes = _seal.TrySeal(Row(), new KeptAnswer(200, [], "the river takes them"u8.ToArray()))!;
        bytes.AsSpan().IndexOf("river"u8).ShouldBe(-1);
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(400, true)]
    [InlineData(404, true)]
    [InlineData(408, false)]
    [InlineData(409, false)]
    [InlineData(429, false)]
    [InlineData(500, false)]
    [InlineData(502, false)]
    [InlineData(503, false)]
    [InlineData(504, false)]
    public void IsFinal_OfAStatus_IsWhatARetryCannotBetter(int status, bool isFinal) =>
        new KeptAnswer(status, [], default).IsFinal.ShouldBe(isFinal);

    private IdempotencyKey Key() => _seal.KeyOf(Of(), Operation.ChatCompletions, "value");

    private IdempotencyRow Row() =>
        new(Key(), Fingerprint(Body), Guid.NewGuid(), Noon, Noon + IdempotencyBook.Window, IdempotencyState.Answered, default);

    private NextModel.Caching.Digest Fingerprint(string body, Caller? caller = null)
    {
        var tape = Parsed.Strict(body);
        var root = tape.Root;
        return _seal.FingerprintOf(caller ?? Of(), new InferenceRequest
        {
            Operation = Operation.ChatCompletions,
            Body = default,
            Tape = tape,
            Model = "m",
            Stream = root["stream"u8].Kind == JsonKind.True,
        });
    }

    private static Caller Of(string organization = "org_1", string project = "proj_1", string key = "key_1") => new(
        new Organization(organization, organization, "USD"),
        new Team("team_1", organization, "team"),
        new Project(project, organization, "team_1", project),
        new ApiKey(key, project, key, "nm_sk_", []) { CreatedAt = Noon });
}
