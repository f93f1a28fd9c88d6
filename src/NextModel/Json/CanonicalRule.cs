using System.Text;

namespace NextModel.Json;

/// <summary>
/// What a canonical form does differently at one place of a text: leave a value out, or keep the member order of everything in it.
/// Rules form a tree that follows the text from its outermost value; where the tree ends, the form is the plain one.
/// </summary>
public sealed class CanonicalRule
{
    private readonly (byte[] Name, CanonicalRule Rule)[] _members;
    private readonly CanonicalRule? _items;

    private CanonicalRule((byte[] Name, CanonicalRule Rule)[] members, CanonicalRule? items)
    {
        _members = members;
        _items = items;
    }

    /// <summary>The member is not part of the form.</summary>
    public static CanonicalRule LeaveOut { get; } = new([], null);

    /// <summary>Members stay in the order of the text, here and in everything inside.</summary>
    public static CanonicalRule KeepOrder { get; } = new([], null);

    /// <summary>Rules for some members of an object.</summary>
    public static CanonicalRule ForMembers(params (string Name, CanonicalRule Rule)[] members) =>
        new([.. members.Select(member => (Encoding.UTF8.GetBytes(member.Name), member.Rule))], null);

    /// <summary>One rule for every item of an array.</summary>
    public static CanonicalRule ForItems(CanonicalRule rule) => new([], rule);

    /// <summary>The named members of the outermost object are not part of the form.</summary>
    public static CanonicalRule Without(params string[] members) => ForMembers([.. members.Select(name => (name, LeaveOut))]);

    internal CanonicalRule? ForItem() => this == KeepOrder ? this : _items;

    internal CanonicalRule? ForMember(JsonTape tape, in JsonToken name)
    {
        var plain = name.Form == JsonStringForm.Plain;
        var raw = JsonNames.Raw(tape, name);
        foreach (var (expected, rule) in _members)
        {
            if (plain ? raw.SequenceEqual(expected) : JsonNames.TextEquals(tape, name, expected))
            {
                return rule;
            }
        }

        return this == KeepOrder ? this : null;
    }
}
