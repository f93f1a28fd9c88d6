using System.Runtime.CompilerServices;
using NextModel.Inference;
using NextModel.Json;

namespace NextModel.Caching;

/// <summary>
/// Where a request's canonical form is not the plain one, operation by operation. Left out is what is named here, and nothing else.
/// Member order is kept wherever a JSON Schema stands: sources show it to the model, so another order is another request.
/// </summary>
internal static class CanonicalBodyRules
{
    private static readonly Dictionary<Operation, (string Name, CanonicalRule Rule)[]> Table = new()
    {
        [Operation.ChatCompletions] =
        [
            ("stream", CanonicalRule.LeaveOut),
            ("stream_options", CanonicalRule.LeaveOut),
            ("tools", CanonicalRule.ForItems(In("function", In("parameters", CanonicalRule.KeepOrder)))),
            ("functions", CanonicalRule.ForItems(In("parameters", CanonicalRule.KeepOrder))),
            ("response_format", CanonicalRule.ForMembers(
                ("json_schema", In("schema", CanonicalRule.KeepOrder)),
                ("schema", CanonicalRule.KeepOrder))), // Together, Fireworks
            ("guided_json", CanonicalRule.KeepOrder), // vLLM
            ("structured_outputs", In("json", CanonicalRule.KeepOrder)), // vLLM
        ],
        [Operation.Messages] =
        [
            ("stream", CanonicalRule.LeaveOut),
            ("tools", CanonicalRule.ForItems(In("input_schema", CanonicalRule.KeepOrder))),
            ("output_config", In("format", In("schema", CanonicalRule.KeepOrder))),
            ("output_format", In("schema", CanonicalRule.KeepOrder)), // its name while it was a beta
        ],
        [Operation.Completions] =
        [
            ("stream", CanonicalRule.LeaveOut),
            ("stream_options", CanonicalRule.LeaveOut),
            ("response_format", CanonicalRule.ForMembers(("json_schema", In("schema", CanonicalRule.KeepOrder)), ("schema", CanonicalRule.KeepOrder))), // vLLM
            ("guided_json", CanonicalRule.KeepOrder), // vLLM
            ("structured_outputs", In("json", CanonicalRule.KeepOrder)), // vLLM
        ],
        [Operation.Responses] =
        [
            ("stream", CanonicalRule.LeaveOut),
            ("stream_options", CanonicalRule.LeaveOut),
            ("tools", CanonicalRule.ForItems(CanonicalRule.ForMembers(
                ("parameters", CanonicalRule.KeepOrder),
                ("tools", CanonicalRule.ForItems(In("parameters", CanonicalRule.KeepOrder)))))), // of a namespace
            ("text", In("format", In("schema", CanonicalRule.KeepOrder))),
        ],
        [Operation.Embeddings] =
        [
            ("stream", CanonicalRule.LeaveOut),
            ("stream_options", CanonicalRule.LeaveOut),
        ],
        [Operation.Moderations] = [],
        [Operation.ImageGenerations] = [],
        [Operation.ImageEdits] = [],
        [Operation.ImageVariations] = [],
        [Operation.Speech] = [],
        [Operation.Transcriptions] = [],
        [Operation.Translations] = [],
        [Operation.Compactions] = [],
    };

    private static readonly Dictionary<Operation, CanonicalRule> Plain =
        Table.ToDictionary(row => row.Key, row => CanonicalRule.ForMembers(row.Value));

    // A project's list lives as long as its configuration does.
    private static readonly ConditionalWeakTable<IReadOnlyList<string>, Dictionary<Operation, CanonicalRule>> Ignoring = [];

    public static CanonicalRule For(Operation operation, IReadOnlyList<string> ignoredMetadata) =>
        ignoredMetadata.Count == 0 ? Plain[operation] : Ignoring.GetValue(ignoredMetadata, RulesIgnoring)[operation];

    private static Dictionary<Operation, CanonicalRule> RulesIgnoring(IReadOnlyList<string> metadata) => Table.ToDictionary(
        row => row.Key,
        row => CanonicalRule.ForMembers([.. row.Value, ("metadata", CanonicalRule.Without([.. metadata]))]));

    private static CanonicalRule In(string member, CanonicalRule rule) => CanonicalRule.ForMembers((member, rule));
}
