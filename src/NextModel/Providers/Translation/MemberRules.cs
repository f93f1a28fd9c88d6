using System.Collections.Frozen;
using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Json;

namespace NextModel.Providers.Translation;

/// <summary>
/// What a dialect makes of every member of a chat request: one table, which the reference shows. Members that OpenAI does not have
/// and no rule names are taken for the source's own and travel unchanged, as they do to any source.
/// </summary>
internal sealed class MemberRules(params MemberRule[] rules)
{
    private readonly FrozenDictionary<string, MemberRule> _byName = rules.ToFrozenDictionary(rule => rule.Name, StringComparer.Ordinal);

    /// <summary>In the order of the reference.</summary>
    public IReadOnlyList<MemberRule> All => rules;

    /// <summary>Judges the members of a request: refuses, or notes what is left out, and hands every member that is the source's own to
    /// <paramref name="own"/>.</summary>
    public void Apply(JsonCursor body, SourceQuirks quirks, TranslationNotes notes, List<JsonChild> own)
    {
        foreach (var member in body.Children)
        {
            var name = member.Name;
            if (quirks.DropMembers.Contains(name))
            {
                continue;
            }

            if (!_byName.TryGetValue(name, out var rule))
            {
                own.Add(member);
            }
            else if (rule.Treatment is MemberTreatment.Dropped or MemberTreatment.Refused && !HasNoEffect(name, member.Value))
            {
                if (rule.Treatment == MemberTreatment.Refused)
                {
                    notes.Refuse(GatewayErrorCode.UnsupportedParameter, $"'{name}' cannot be sent to {notes.Model}: {rule.Remark}.", name);
                    return;
                }

                notes.Adjust(name);
            }
        }
    }

    /// <summary>True for a value that asks for nothing a request without the member would not get.</summary>
    private static bool HasNoEffect(string name, JsonCursor value) => value.Kind switch
    {
        JsonKind.False => name is not "parallel_tool_calls",
        JsonKind.True => name is "parallel_tool_calls",
        JsonKind.Null => true,
        JsonKind.Object or JsonKind.Array when value.Count() == 0 => true,
        JsonKind.Number => name is "n" ? value.Raw.SequenceEqual("1"u8) : name is not "seed" && IsZero(value),
        JsonKind.Array => name == "modalities" && value.Count() == 1 && IsText(value),
        JsonKind.String => name is "verbosity" && value.TextEquals("medium"u8),
        _ => false,
    };

    private static bool IsZero(JsonCursor number) => number.Raw.IndexOfAnyInRange((byte)'1', (byte)'9') < 0;

    private static bool IsText(JsonCursor modalities)
    {
        foreach (var modality in modalities.Children)
        {
            return modality.Value.TextEquals("text"u8);
        }

        return false;
    }
}
