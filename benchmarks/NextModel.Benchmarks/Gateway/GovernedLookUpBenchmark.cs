using BenchmarkDotNet.Attributes;
using NextModel.Gateway.Admin;
using NextModel.Gateway.Declaring;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Load.Comparison;

namespace NextModel.Benchmarks.Gateway;

/// <summary>
/// What policies at four levels, rate limits and the search for budgets add to the part of a request that waits for nothing: from its key to
/// the miss of the exact cache, without HTTP, 500 keys in turn.
/// </summary>
[MemoryDiagnoser]
public class GovernedLookUpBenchmark : IDisposable
{
    private const int Keys = 500;

    private readonly RefusedExchange _exchange = new() { Request = Read() };
    private BenchmarkedGateway _free = null!;
    private BenchmarkedGateway _governed = null!;
    private string[] _freeKeys = [];
    private string[] _governedKeys = [];
    private int _turn;

    // The runner does not wait for an asynchronous one.
    [GlobalSetup]
    public void Setup() => SetupAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Dispose()
    {
        _free.Dispose();
        _governed.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true)]
    [AllocationBudget(896)]
    public void Free() => LookUp(_free, _freeKeys);

    [Benchmark]
    [AllocationBudget(2048)]
    public void Governed() => LookUp(_governed, _governedKeys);

    private static InferenceRequest Read()
    {
        var body = """{"model":"canned","max_tokens":256,"messages":[{"role":"system","content":"You are brief."},{"role":"user","content":"Why?"}]}"""u8.ToArray();
        var tape = JsonTape.Rent();
        return tape.TryParse(body, JsonLimits.Request, out _)
            ? new InferenceRequest
            {
                Operation = Operation.ChatCompletions,
                Body = body,
                Tape = tape,
                Model = "canned",
                MaxOutputTokens = 256,
                Cache = CacheDirective.Default with { OnlyCached = true },
            }
            : throw new InvalidOperationException("The body is not JSON.");
    }

    private static T Must<T>(Errors.Result<T> result)
        where T : class => result.TryGet(out var value, out var refusal) ? value : throw new InvalidOperationException(refusal.Message);

    private void LookUp(BenchmarkedGateway gateway, string[] keys)
    {
        _exchange.Authorization = keys[_turn++ % Keys];
        var running = gateway.Gateway.Installation.Pipeline.RunAsync(_exchange);
        if (!running.IsCompletedSuccessfully)
        {
            throw new InvalidOperationException("A look-up waited for something.");
        }

        _exchange.ShouldBeRefusedBy("only_if_cached");
    }

    private async Task SetupAsync()
    {
        _free = await BenchmarkedGateway.StartAsync();
        _governed = await BenchmarkedGateway.StartAsync();
        _freeKeys = new string[Keys];
        for (var i = 0; i < Keys; i++)
        {
            var made = Must(await _free.Gateway.Installation.Operations.CreateKeyAsync(new CreateKeyRequest { Project = "default", Name = $"key-{i}" }, default));
            _freeKeys[i] = "Bearer " + made.RawKey;
        }

        var installation = _governed.Gateway.Installation;
        var file = GovernedOrganization.Write(Enumerable.Range(0, Keys).Select(i => $"key-{i}"), "canned");
        var applied = Must(await installation.Operations.Declarations.ApplyAsync(Administrator.CommandLine, new ApplyRequest { File = file }, default));
        _governedKeys = [.. applied.Keys.Select(key => "Bearer " + key.RawKey)];
        Must(await installation.CreditOperations.PostAsync(
            Administrator.CommandLine, "default", new CreditRequest { Kind = "top_up", Amount = 1_000_000m, ExternalId = "bench" }, default));
    }
}
