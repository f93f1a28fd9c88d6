using System.Text;
using NextModel.Catalog;
using NextModel.Gateway.Anthropic;
using NextModel.Gateway.Tests.Architecture;
using NextModel.Json;

namespace NextModel.Gateway.Tests.Documentation;

/// <summary>The table of <c>docs/reference/dialects.md</c> on callers of the Messages API says what the code does, line by line.</summary>
public sealed class MessagesReferenceTests
{
    /// <summary>For each line of the table, a request that has it.</summary>
    private static readonly Dictionary<string, string> Probes = new(StringComparer.Ordinal)
    {
        ["`system`, and messages of the role `system`"] = With("\"system\":\"Be brief.\""),
        ["`text`"] = Block("{\"type\":\"text\",\"text\":\"Hi\"}"),
        ["`image` with base64 or an address"] = Block("{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://example.com/a.png\"}}"),
        ["`document` with base64 or an address"] = Block("{\"type\":\"document\",\"source\":{\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\"AA==\"}}"),
        ["`document.citations`"] = Block("{\"type\":\"document\",\"citations\":{\"enabled\":true},\"source\":{\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":\"x\"}}"),
        ["`search_result`"] = Block("{\"type\":\"search_result\",\"title\":\"T\",\"source\":\"S\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}"),
        ["`tool_use`, `tool_result`"] = Block("{\"type\":\"tool_result\",\"tool_use_id\":\"t\",\"content\":\"x\"}"),
        ["`thinking`, `redacted_thinking` of such a source"] = Turn("{\"type\":\"thinking\",\"thinking\":\"x\",\"signature\":\"nm1.\"}"),
        ["`thinking`, `redacted_thinking` signed by Anthropic"] = Turn("{\"type\":\"thinking\",\"thinking\":\"x\",\"signature\":\"c2ln\"}"),
        ["any other block, such as `server_tool_use`"] = Turn("{\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"web_search\",\"input\":{}}"),
        ["`tools` with an `input_schema`"] = With("\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}]"),
        ["`tools` of any other type"] = With("\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]"),
        ["`tool_choice`"] = With("\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}],\"tool_choice\":{\"type\":\"any\"}"),
        ["`max_tokens`"] = With("\"max_tokens\":5"),
        ["`temperature`, `top_p`"] = With("\"temperature\":0.5,\"top_p\":0.5"),
        ["`top_k`"] = With("\"top_k\":5"),
        ["`stop_sequences`"] = With("\"stop_sequences\":[\"END\"]"),
        ["`thinking`"] = With("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":4096}"),
        ["`output_config.effort`"] = With("\"output_config\":{\"effort\":\"low\"}"),
        ["`output_config.format`"] = With("\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\"}}}"),
        ["`metadata.user_id`"] = With("\"metadata\":{\"user_id\":\"u\"}"),
        ["`service_tier`"] = With("\"service_tier\":\"standard_only\""),
        ["`cache_control`"] = Block("{\"type\":\"text\",\"text\":\"Hi\",\"cache_control\":{\"type\":\"ephemeral\"}}"),
        ["`mcp_servers`, `container`"] = With("\"mcp_servers\":[{\"type\":\"url\",\"url\":\"https://example.com\",\"name\":\"x\"}]"),
        ["any other member"] = With("\"context_management\":{\"edits\":[{}]}"),
    };

    // What a server of OpenAI's is told more, where there is more to tell.
    private static readonly Dictionary<string, string> Sent = new(StringComparer.Ordinal)
    {
        ["`max_tokens`"] = "\"max_completion_tokens\":5",
        ["`tool_choice`"] = "\"tool_choice\":\"required\"",
        ["`thinking`"] = "\"reasoning_effort\":\"medium\"",
        ["`output_config.effort`"] = "\"reasoning_effort\":\"low\"",
        ["`metadata.user_id`"] = "\"user\":\"u\"",
        ["`service_tier`"] = "\"service_tier\":\"default\"",
        ["`stop_sequences`"] = "\"stop\":[\"END\"]",
    };

    [Fact]
    public void Table_EveryLine_IsWhatTheCodeDoes()
    {
        var lines = Lines();

        lines.Select(line => line.Name).ShouldBe(Probes.Keys, ignoreOrder: true);
        foreach (var (name, said) in lines)
        {
            Judge(name).ShouldBe(said.Split([' ', ',', ';'])[0], name);
        }
    }

    [Fact]
    public void Matrix_EverySource_IsPassedOnOrTold()
    {
        var document = RepositoryTree.Read("docs/reference/dialects.md");
        var row = document.Split('\n').Single(line => line.StartsWith("| `/v1/messages` |", StringComparison.Ordinal)).Split('|', StringSplitOptions.TrimEntries);
        var head = document.Split('\n').Single(line => line.StartsWith("| client \\ source |", StringComparison.Ordinal)).Split('|', StringSplitOptions.TrimEntries);
        foreach (var name in DialectNames.All)
        {
            var column = Array.FindIndex(head, cell => cell.Contains($"`{name}`", StringComparison.Ordinal));
            column.ShouldBeGreaterThan(0, name);
            row[column].StartsWith("passed on", StringComparison.Ordinal).ShouldBe(DialectNames.Find(name) == Dialect.AnthropicMessages, name);
        }
    }

    private static string Judge(string name)
    {
        var text = Encoding.UTF8.GetBytes(Probes[name]);
        var tape = JsonTape.Rent();
        tape.TryParse(text, JsonLimits.Request, out _).ShouldBeTrue(name);
        using var form = ChatBody.Write(tape.Root, text.Length);
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
            .SkipWhile(line => line != "| Messages | what becomes of it elsewhere |").Skip(2).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Select(cells => (cells[1], cells[2])),
    ];

    private static string With(string member) => $"{{\"model\":\"m\",{member},\"messages\":[{{\"role\":\"user\",\"content\":\"Hi\"}}]}}";

    private static string Block(string block) => $"{{\"model\":\"m\",\"messages\":[{{\"role\":\"user\",\"content\":[{block}]}}]}}";

    private static string Turn(string block) => $"{{\"model\":\"m\",\"messages\":[{{\"role\":\"user\",\"content\":\"Hi\"}},{{\"role\":\"assistant\",\"content\":[{block}]}}]}}";
}
