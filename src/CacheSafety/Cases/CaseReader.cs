using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace CacheSafety.Cases;

/// <summary>One line to a <see cref="Case"/>, with every problem it has. Request bodies keep the bytes they have in the line.</summary>
internal static class CaseReader
{
    private static readonly string[] Languages = ["en", "ms-MY", "zh", "mixed"];

    private static readonly string[] Capabilities =
        ["multi_key", "headers", "raw_body", "clock", "vision", "transport_check", "upstream_switch", "gateway_metadata"];

    // A name that stands twice has two readings, and the body that is sent would have it too.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 128 };

    public static Case? Read(ReadOnlyMemory<byte> text, int line, List<CaseProblem> problems)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text, Strict);
        }
        catch (JsonException error)
        {
            problems.Add(new CaseProblem(line, "", $"is not one JSON object: {Sentence(error)}"));
            return null;
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                problems.Add(new CaseProblem(line, "", "is JSON, but not an object; write one case a line."));
                return null;
            }

            var before = problems.Count;
            var read = Read(new FieldReader(document.RootElement, "", line, problems));
            if (read is not null && problems.Count == before)
            {
                CaseChecks.Check(read, line, problems);
            }

            return read;
        }
    }

    private static Case? Read(FieldReader fields)
    {
        fields.OneOf("schema", [Case.Schema]);
        var id = fields.Name("id");
        var suite = fields.Word<Suite>("suite");
        var name = fields.Name("class");
        var language = fields.OneOf("language", Languages);
        var headers = fields.Object("headers", required: false);
        var scope = fields.Object("scope");
        var (oldScope, newScope) = (Scope(scope?.Object("old")), Scope(scope?.Object("new")));
        var oldBody = Body(fields, "old_request");
        var newBody = Body(fields, "new_request");
        var answer = Answer(fields);
        var elapsed = fields.Whole("elapsed_s");
        var requires = fields.ListOf("requires", Capabilities);
        var label = Label(fields);
        var cost = fields.Object("cost");
        var (prompt, completion) = (cost?.Whole("prompt_tokens", required: false), cost?.Whole("completion_tokens", required: false));
        var notes = fields.Text("notes");
        if (id is null || suite is null || name is null || language is null || oldScope is null || newScope is null || oldBody is null
            || newBody is null || answer is null || elapsed is null || requires is null || label is null)
        {
            return null;
        }

        return new Case
        {
            Id = id,
            Suite = suite.Value,
            Class = name,
            Language = language,
            Domain = fields.Text("domain", required: false),
            Group = fields.Text("group", required: false) ?? id,
            Old = new CaseRequest(oldBody, oldScope, headers?.Texts("old") ?? CaseRequest.NoHeaders),
            OldAnswer = answer,
            New = new CaseRequest(newBody, newScope, headers?.Texts("new") ?? CaseRequest.NoHeaders),
            Elapsed = TimeSpan.FromSeconds(Math.Min(elapsed.Value, int.MaxValue)),
            Requires = requires,
            Label = label,
            PromptTokens = prompt ?? 0,
            CompletionTokens = completion ?? 0,
            Notes = notes ?? "",
        };
    }

    private static byte[]? Body(FieldReader fields, string name)
    {
        var body = fields.Member(name, JsonValueKind.Object);
        var raw = fields.Text(name + "_raw", required: false);
        if (body is not { } value)
        {
            return null;
        }

        var request = fields.Object(name)!.Value;
        request.Name("model");
        if (request.Member("messages", JsonValueKind.Array) is { } messages && messages.GetArrayLength() == 0)
        {
            request.Problem("messages", "is empty; send at least one message.");
        }

        if (raw is null)
        {
            return JsonMarshal.GetRawUtf8Value(value).ToArray();
        }

        var bytes = Encoding.UTF8.GetBytes(raw);
        try
        {
            using var parsed = JsonDocument.Parse(bytes);
            if (parsed.RootElement.ValueKind != JsonValueKind.Object)
            {
                fields.Problem(name + "_raw", "is JSON, but not an object.");
            }
        }
        catch (JsonException error)
        {
            fields.Problem(name + "_raw", $"is not JSON: {Sentence(error)}");
        }

        return bytes;
    }

    private static RequestScope? Scope(FieldReader? fields)
    {
        if (fields is not { } scope)
        {
            return null;
        }

        var (tenant, project, key, upstream) = (scope.Name("tenant"), scope.Name("project"), scope.Name("key"), scope.Name("upstream"));
        return tenant is null || project is null || key is null || upstream is null ? null : new RequestScope(tenant, project, key, upstream);
    }

    private static CaseAnswer? Answer(FieldReader fields)
    {
        if (fields.Member("old_answer", JsonValueKind.Object) is not { } value)
        {
            return null;
        }

        var answer = fields.Object("old_answer")!.Value;
        if (!value.TryGetProperty("text", out var text))
        {
            answer.Problem("text", "is missing; it must be a text, or null for an answer of tool calls only.");
            return null;
        }

        var finish = answer.Text("finish_reason", required: false) ?? "stop";
        return new CaseAnswer(text.ValueKind == JsonValueKind.Null ? null : answer.Text("text"), finish);
    }

    private static CaseLabel? Label(FieldReader fields)
    {
        if (fields.Object("label") is not { } label)
        {
            return null;
        }

        var (reusable, equivalence) = (label.Flag("reusable"), label.Word<Equivalence>("equivalence"));
        var (mustHit, severity, reason) = (label.Flag("must_hit"), label.Word<Severity>("severity"), label.Name("reason"));
        var rule = label.Word<ScopeRule>("scope_rule", required: false);
        var contested = label.Flag("contested", required: false) ?? false;
        return reusable is null || equivalence is null || mustHit is null || severity is null || reason is null
            ? null
            : new CaseLabel(reusable.Value, equivalence.Value, mustHit.Value, severity.Value, reason, rule, contested);
    }

    // The runtime counts lines and bytes from zero and ends without a full stop at times.
    private static string Sentence(JsonException error) => error.Message.TrimEnd('.') + ".";
}
