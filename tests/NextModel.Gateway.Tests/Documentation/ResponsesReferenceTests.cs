using System.Text;
using NextModel.Catalog;
using NextModel.Gateway.Responses;
using NextModel.Gateway.Tests.Architecture;
using NextModel.Json;

namespace NextModel.Gateway.Tests.Documentation;

/// <summary>The table of <c>docs/reference/dialects.md</c> on callers of the Responses API says what the code does, line by line.</summary>
public sealed class ResponsesReferenceTests
{
    /// <summary>For each line of the table, a request that has it.</summary>
    private static readonly Dictionary<string, string> Probes = new(StringComparer.Ordinal)
    {
        ["`instructions`"] = With("\"instructions\":\"Be brief.\""),
        ["`input`, a text"] = "{\"model\":\"m\",\"input\":\"Hi\"}",
        ["messages of any role"] = Item("{\"role\":\"developer\",\"content\":\"Hi\"}"),
        ["`input_text`, `output_text`"] = Part("{\"type\":\"input_text\",\"text\":\"Hi\"}"),
        ["`input_image` with `image_url`"] = Part("{\"type\":\"input_image\",\"image_url\":\"https://example.com/a.png\"}"),
        ["`input_file` with `file_data` or `file_url`"] = Part("{\"type\":\"input_file\",\"filename\":\"a.pdf\",\"file_data\":\"data:application/pdf;base64,AA==\"}"),
        ["`file_id`"] = Part("{\"type\":\"input_file\",\"file_id\":\"file-1\"}"),
        ["`function_call`, `function_call_output`"] = Item("{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":\"x\"}"),
        ["`custom_tool_call`, `custom_tool_call_output`"] = Item("{\"type\":\"custom_tool_call\",\"call_id\":\"c\",\"name\":\"f\",\"input\":\"x\"}"),
        ["`reasoning` of such a source"] = Item("{\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"x\"}],\"encrypted_content\":\"nm1.\"},{\"role\":\"assistant\",\"content\":\"y\"}"),
        ["`reasoning` sealed by OpenAI"] = Item("{\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\"gAAA\"},{\"role\":\"assistant\",\"content\":\"y\"}"),
        ["any other item, such as `computer_call`"] = Item("{\"type\":\"computer_call\"}"),
        ["`tools` of the type `function`"] = With("\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}]"),
        ["`tools` of the type `custom`"] = With("\"tools\":[{\"type\":\"custom\",\"name\":\"f\",\"format\":{\"type\":\"text\"}}]"),
        ["`tools` in a `namespace`"] = With("\"tools\":[{\"type\":\"namespace\",\"name\":\"n\",\"tools\":[{\"type\":\"function\",\"name\":\"f\"}]}]"),
        ["`tools` of any other type, such as `web_search` or `mcp`"] = With("\"tools\":[{\"type\":\"web_search\"}]"),
        ["`tool_choice`"] = With("\"tools\":[{\"type\":\"function\",\"name\":\"f\"}],\"tool_choice\":{\"type\":\"function\",\"name\":\"f\"}"),
        ["`max_output_tokens`"] = With("\"max_output_tokens\":5"),
        ["`temperature`, `top_p`, `parallel_tool_calls`"] = With("\"temperature\":0.5,\"top_p\":0.5"),
        ["`text.format`"] = With("\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"a\",\"schema\":{}}}"),
        ["`text.verbosity`"] = With("\"text\":{\"verbosity\":\"low\"}"),
        ["`reasoning.effort`"] = With("\"reasoning\":{\"effort\":\"low\"}"),
        ["`user`, `safety_identifier`, `prompt_cache_key`, `service_tier`"] = With("\"user\":\"u\",\"safety_identifier\":\"s\",\"prompt_cache_key\":\"k\",\"service_tier\":\"flex\""),
        ["`metadata`, `include`, `stream_options`"] = With("\"metadata\":{\"a\":\"b\"},\"include\":[\"reasoning.encrypted_content\"]"),
        ["`top_logprobs`; `message.output_text.logprobs` in `include`"] = With("\"top_logprobs\":2,\"include\":[\"message.output_text.logprobs\"]"),
        ["`truncation`"] = With("\"truncation\":\"auto\""),
        ["`prompt`"] = With("\"prompt\":{\"id\":\"p\"}"),
        ["any other member"] = With("\"max_tool_calls\":3"),
    };

    // What a server of OpenAI's is told more, where there is more to tell.
    private static readonly Dictionary<string, string> Sent = new(StringComparer.Ordinal)
    {
        ["`instructions`"] = "{\"role\":\"system\",\"content\":\"Be brief.\"}",
        ["`input`, a text"] = "{\"role\":\"user\",\"content\":\"Hi\"}",
        ["messages of any role"] = "\"role\":\"developer\"",
        ["`function_call`, `function_call_output`"] = "\"role\":\"tool\",\"tool_call_id\":\"c\"",
        ["`custom_tool_call`, `custom_tool_call_output`"] = "\"arguments\":\"{\\\"input\\\":\\\"x\\\"}\"",
        ["`reasoning` of such a source"] = "\"reasoning_content\":\"x\"",
        ["`tools` of the type `custom`"] = "\"required\":[\"input\"]",
        ["`tools` in a `namespace`"] = "\"name\":\"n__f\"",
        ["`tool_choice`"] = "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\"}}",
        ["`max_output_tokens`"] = "\"max_completion_tokens\":5",
        ["`text.format`"] = "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{",
        ["`text.verbosity`"] = "\"verbosity\":\"low\"",
        ["`reasoning.effort`"] = "\"reasoning_effort\":\"low\"",
        ["`top_logprobs`; `message.output_text.logprobs` in `include`"] = "\"logprobs\":true,\"top_logprobs\":2",
        ["`user`, `safety_identifier`, `prompt_cache_key`, `service_tier`"] = "\"service_tier\":\"flex\"",
    };

    [Fact]
    public void Table_EveryLine_IsWhatTheCodeDoes()
    {
        var lines = Lines();

        lines.Select(line => line.Name).ShouldBe(Probes.Keys, ignoreOrder: true);
        foreach (var (name, said) in lines)
        {
            Judge(name).ShouldBe(said.Split([' ', ',', ';', ':'])[0], name);
        }
    }

    [Fact]
    public void Configuration_BuiltInSources_AreThoseOfTheCatalog()
    {
        var row = RepositoryTree.Read("docs/reference/configuration.md").Split('\n').Single(line => line.StartsWith("| `responses` | `POST", StringComparison.Ordinal));

        row.Split("Built in at ")[1].Split('`').Where((_, place) => place % 2 == 1)
            .ShouldBe(ModelCatalog.BuiltIn.Sources.Where(source => source.Operations.Contains("responses")).Select(source => source.Id), ignoreOrder: true);
    }

    private static string Judge(string name)
    {
        var text = Encoding.UTF8.GetBytes(Probes[name]);
        var tape = JsonTape.Rent();
        tape.TryParse(text, JsonLimits.Request, out _).ShouldBeTrue(name);
        using var form = ResponseBody.Write(tape.Root, tape.Root["input"u8], text.Length);
        var said = Encoding.UTF8.GetString(form.Tape.Text);
        tape.Return();
        if (form.Refusal is not null)
        {
            return "refused";
        }

        said.ShouldContain(Sent.GetValueOrDefault(name, "\"messages\":["), customMessage: name);
        return form.Adjusted.Count > 0 ? "dropped" : "sent";
    }

    private static List<(string Name, string Said)> Lines() =>
    [
        .. RepositoryTree.Read("docs/reference/dialects.md").Split('\n')
            .SkipWhile(line => line != "| Responses | what becomes of it elsewhere |").Skip(2).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Select(cells => (cells[1], cells[2])),
    ];

    private static string With(string member) => $"{{\"model\":\"m\",{member},\"input\":\"Hi\"}}";

    private static string Item(string items) => $"{{\"model\":\"m\",\"input\":[{items}]}}";

    private static string Part(string part) => Item($"{{\"role\":\"user\",\"content\":[{part}]}}");
}
