using System.Collections.Concurrent;
using System.Text;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.OpenAI;

/// <summary>A source that keeps files and runs batches: what is uploaded is read back, and a batch is over when a test says so.</summary>
internal sealed class BatchSource
{
    private readonly ConcurrentDictionary<string, string> _files = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _batches = new(StringComparer.Ordinal);
    private int _made;
    private int _reads;

    /// <summary>How the content of output files ends; as HTTP says unless a test wants otherwise.</summary>
    public Func<int, ScriptedResponse, ScriptedResponse> Output { get; set; } = (_, whole) => whole;

    /// <summary>How often an output file was read.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>A line of an output file: an answer of a model.</summary>
    public static string Line(string model, string usage, int status = 200) =>
        $$"""{"id":"batch_req_1","custom_id":"c","response":{"status_code":{{status}},"request_id":"r","body":{"id":"chatcmpl-1","model":"{{model}}","choices":[],"usage":{{usage}} } },"error":null }""";

    /// <summary>Ends a batch with these lines in its output file; none for a batch of which nothing was answered.</summary>
    public void End(string batch, string status, params string[] lines) => End(batch, status, lines.Length, lines);

    /// <summary>The same, of which the source says that so many were answered.</summary>
    public void End(string batch, string status, int completed, string[] lines)
    {
        var output = lines.Length > 0 ? $"\"out-{batch}\"" : "null";
        _files[$"out-{batch}"] = string.Join('\n', lines) + "\n";
        _files[$"err-{batch}"] = Line("up-small", "{\"prompt_tokens\":900,\"completion_tokens\":900,\"total_tokens\":1800}", 500);
        _batches[batch] = $$"""{"id":"{{batch}}","object":"batch","status":"{{status}}","output_file_id":{{output}},"error_file_id":"err-{{batch}}","request_counts":{"total":9,"completed":{{completed}},"failed":1 } }""";
    }

    public ScriptedResponse Answer(ReceivedRequest request)
    {
        var path = request.Path["/v1/".Length..];
        var parts = path.Split('/');
        return (request.Method, parts) switch
        {
            ("POST", ["files"]) => Keep(request.BodyText),
            ("POST", ["batches"]) => Make(),
            ("GET", ["files", var id, "content"]) when _files.TryGetValue(id, out var text) => Content(id, text),
            ("GET", ["batches"]) => ScriptedResponse.Json($"{{\"object\":\"list\",\"data\":[{string.Join(',', _batches.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => one.Value))}],\"has_more\":false}}"),
            (_, ["batches", var id, ..]) when _batches.TryGetValue(id, out var batch) => ScriptedResponse.Json(batch),
            _ => ScriptedResponse.Json("""{"error":{"message":"No such thing","type":"invalid_request_error","param":"id","code":null}}""", 404),
        };
    }

    private ScriptedResponse Keep(string form)
    {
        var id = $"file-{Interlocked.Increment(ref _made)}";
        var start = form.IndexOf("{\"", StringComparison.Ordinal);
        _files[id] = form[start..form.IndexOf("\r\n--", start, StringComparison.Ordinal)];
        return ScriptedResponse.Json($"{{\"id\":\"{id}\",\"object\":\"file\",\"purpose\":\"batch\"}}");
    }

    private ScriptedResponse Make()
    {
        var id = $"batch_{Interlocked.Increment(ref _made)}";
        _batches[id] = $$"""{"id":"{{id}}","object":"batch","status":"in_progress","output_file_id":null,"request_counts":{"total":2,"completed":0,"failed":0 } }""";
        return ScriptedResponse.Json(_batches[id]);
    }

    private ScriptedResponse Content(string id, string text)
    {
        var whole = new ScriptedResponse { Headers = [new("content-type", "application/octet-stream")], Writes = [ScriptedWrite.Text(text)] };
        return id.StartsWith("out-", StringComparison.Ordinal) ? Output(Interlocked.Increment(ref _reads), whole) : whole;
    }

    /// <summary>The form of an upload.</summary>
    public static MultipartFormDataContent Form(params string[] lines) => new()
    {
        { new ByteArrayContent(Encoding.UTF8.GetBytes(string.Join('\n', lines))), "file", "in.jsonl" },
        { new StringContent("batch"), "purpose" },
    };
}
