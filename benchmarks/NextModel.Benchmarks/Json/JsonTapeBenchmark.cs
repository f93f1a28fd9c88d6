using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using NextModel.Json;

namespace NextModel.Benchmarks.Json;

/// <summary>
/// One pass over a request for three facts: our tape against the runtime's readers. Prompts have a newline about every 75 characters; the
/// rows without those escapes are there because the runtime's readers are fast on them (ADR 0003).
/// </summary>
[MemoryDiagnoser]
public class JsonTapeBenchmark
{
    private byte[] _body = [];

    [Params(1_000, 40_000, 400_000)]
    public int PromptBytes { get; set; }

    [Params(true, false)]
    public bool Escapes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var line = "Every line of this prompt is as long as lines of prose and code tend to be." + (Escapes ? "\\n" : "..");
        var prompt = new StringBuilder();
        while (prompt.Length < PromptBytes)
        {
            prompt.Append(line);
        }

        _body = Encoding.UTF8.GetBytes(
            $$"""{"model":"gpt-5.2-mini","messages":[{"role":"system","content":"{{prompt}}"},{"role":"user","content":"Why?"}],"max_tokens":256,"stream":true}""");
    }

    [Benchmark(Baseline = true)]
    public int Utf8Reader()
    {
        var reader = new Utf8JsonReader(_body);
        var facts = 0;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var wanted = reader.ValueTextEquals("model"u8) || reader.ValueTextEquals("stream"u8) || reader.ValueTextEquals("max_tokens"u8);
            reader.Read();
            facts += wanted ? 1 : 0;
            reader.Skip();
        }

        return facts;
    }

    [Benchmark]
    public int Document()
    {
        using var document = JsonDocument.Parse(_body);
        var root = document.RootElement;
        return (root.TryGetProperty("model"u8, out _) ? 1 : 0) + (root.TryGetProperty("stream"u8, out _) ? 1 : 0)
            + (root.TryGetProperty("max_tokens"u8, out _) ? 1 : 0);
    }

    [Benchmark]
    public int Tape()
    {
        var tape = JsonTape.Rent();
        if (!tape.TryParse(_body, JsonLimits.Request, out var problem))
        {
            throw new InvalidOperationException($"{problem.Kind} at {problem.Offset}");
        }

        var root = tape.Root;
        var facts = (root["model"u8].IsNullOrMissing ? 0 : 1) + (root["stream"u8].IsNullOrMissing ? 0 : 1)
            + (root["max_tokens"u8].IsNullOrMissing ? 0 : 1);
        tape.Return();
        return facts;
    }
}
