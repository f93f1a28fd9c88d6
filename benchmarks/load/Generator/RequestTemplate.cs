using System.Globalization;
using System.Text;

namespace NextModel.Load.Generator;

/// <summary>One HTTP/1.1 request as bytes, with two slots of fixed width that a sender overwrites: the key and a number in the prompt.</summary>
internal sealed class RequestTemplate
{
    private const int NumberWidth = 20;
    private readonly byte[] _bytes;
    private readonly int _key;
    private readonly int _keyWidth;
    private readonly int _number;

    public RequestTemplate(int port, string sampleKey, Workload workload, IEnumerable<KeyValuePair<string, string>> extraHeaders)
    {
        var numberMark = new string('0', NumberWidth);
        var body = Body(workload, numberMark);
        var head = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"POST /v1/{PathOf(workload.Api)} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Authorization: Bearer {sampleKey}\r\nContent-Type: application/json\r\n");
        foreach (var (name, value) in extraHeaders)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        head.Append(CultureInfo.InvariantCulture, $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n");
        _bytes = Encoding.UTF8.GetBytes(head + body);
        _keyWidth = sampleKey.Length;
        _key = _bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(sampleKey));
        _number = _bytes.AsSpan().LastIndexOf(Encoding.UTF8.GetBytes(numberMark));
    }

    /// <summary>A copy for one connection to write into and send.</summary>
    public byte[] Copy() => [.. _bytes];

    public void SetKey(byte[] copy, ReadOnlySpan<byte> key)
    {
        if (key.Length != _keyWidth)
        {
            throw new ArgumentException("All keys of a run have the same length.", nameof(key));
        }

        key.CopyTo(copy.AsSpan(_key));
    }

    public void SetNumber(byte[] copy, ulong number) =>
        number.TryFormat(copy.AsSpan(_number, NumberWidth), out _, "D20", CultureInfo.InvariantCulture);

    private static string PathOf(ClientApi api) => api switch
    {
        ClientApi.Messages => "messages",
        ClientApi.Responses => "responses",
        _ => "chat/completions",
    };

    // Real prompts have a newline about every 75 characters, and each is an escape in JSON: readers that slow down at escapes must show it.
    private static string Body(Workload workload, string numberMark)
    {
        const string line = @"Every line of this prompt is as long as lines of prose and code tend to be.\n";
        var prompt = new StringBuilder();
        while (prompt.Length < workload.PromptBytes)
        {
            prompt.Append(line);
        }

        prompt.Length = workload.PromptBytes;
        var text = prompt.ToString().TrimEnd('\\');
        var streams = workload.Stream ? "\"stream\":true," : "";
        if (workload.Api == ClientApi.Responses)
        {
            return $$"""{"model":"{{workload.Model}}",{{streams}}"max_output_tokens":256,"store":false,"instructions":"{{text}}","input":[{"role":"user","content":"Question {{numberMark}}"}]}""";
        }

        if (workload.Api == ClientApi.Messages)
        {
            return $$"""{"model":"{{workload.Model}}",{{streams}}"max_tokens":256,"system":"{{text}}","messages":[{"role":"user","content":"Question {{numberMark}}"}]}""";
        }

        var stream = workload.Stream ? "\"stream\":true,\"stream_options\":{\"include_usage\":true}," : "";
        return $$"""{"model":"{{workload.Model}}",{{stream}}"max_tokens":256,"messages":[{"role":"system","content":"{{text}}"},{"role":"user","content":"Question {{numberMark}}"}]}""";
    }
}
