using System.Text;
using System.Text.Json.Nodes;
using NextModel.Json;

namespace NextModel.Tests.Json;

public sealed class JsonEditsTests
{
    [Fact]
    public void Replace_Value_LeavesTheRestUntouched() =>
        Edit("""{ "model" : "a" , "n":1 }""", (edits, root) => edits.Replace(root["model"u8], Bytes("\"b/c\"")))
            .ShouldBe("""{ "model" : "b/c" , "n":1 }""");

    [Fact]
    public void Edits_NotedInAnyOrder_AreAppliedByPlace() =>
        Edit("[1,2,3]", (edits, root) =>
        {
            edits.Replace(5, 6, Bytes("c"));
            edits.Insert(1, Bytes("x"));
            edits.Replace(1, 2, Bytes("a"));
            edits.Insert(1, Bytes("y"));
        }).ShouldBe("[xya,2,c]");

    [Fact]
    public void Edits_None_IsTheTextInOnePiece()
    {
        var tape = Parsed.Strict("""{"a":1}""");
        using var edits = new JsonEdits(tape);
        edits.IsEmpty.ShouldBeTrue();
        edits.Segments.Length.ShouldBe(1);
        edits.Length.ShouldBe(7);
        tape.Return();
    }

    [Theory]
    [InlineData("""{"a":1,"b":2,"c":3}""", "a", """{"b":2,"c":3}""")]
    [InlineData("""{"a":1,"b":2,"c":3}""", "b", """{"a":1,"c":3}""")]
    [InlineData("""{"a":1,"b":2,"c":3}""", "c", """{"a":1,"b":2}""")]
    [InlineData("""{"a":1,"b":2,"c":3}""", "ab", """{"c":3}""")]
    [InlineData("""{"a":1,"b":2,"c":3}""", "bc", """{"a":1}""")]
    [InlineData("""{"a":1,"b":2,"c":3}""", "ac", """{"b":2}""")]
    [InlineData("""{"a":1,"b":2,"c":3}""", "abc", "{}")]
    [InlineData("""{"c":3}""", "c", "{}")]
    public void Remove_Members_TakesTheirCommas(string text, string names, string expected) =>
        Edit(text, (edits, root) => RemoveNamed(edits, root, names)).ShouldBe(expected);

    [Theory]
    [InlineData("""{"a":1}""", "", """{"a":1,"x":0,"y":0}""")]
    [InlineData("{ }", "", """{ "x":0,"y":0}""")]
    [InlineData("""{"a":1}""", "a", """{"x":0,"y":0}""")]
    [InlineData("""{"a":1,"b":2}""", "b", """{"a":1,"x":0,"y":0}""")]
    [InlineData("""{"a":1,"b":2}""", "ab", """{"x":0,"y":0}""")]
    public void Append_WithRemovals_PutsCommasWhereNeeded(string text, string removed, string expected) =>
        Edit(text, (edits, root) =>
        {
            edits.Append(root, Bytes("\"x\":0"));
            RemoveNamed(edits, root, removed);
            edits.Append(root, Bytes("\"y\":0"));
        }).ShouldBe(expected);

    [Fact]
    public void Edit_InsideARemovedMember_IsDropped() =>
        Edit("""{"a":{"x":[1,2]},"b":2}""", (edits, root) =>
        {
            edits.Replace(root["a"u8]["x"u8], Bytes("9"));
            RemoveNamed(edits, root["a"u8], "x");
            RemoveNamed(edits, root, "a");
            edits.Append(root["a"u8], Bytes("\"y\":1"));
        }).ShouldBe("""{"b":2}""");

    [Fact]
    public void Rename_Member_KeepsItsValue() =>
        Edit("""{"max_completion_tokens": 5}""", (edits, root) =>
        {
            foreach (var member in root.Children)
            {
                edits.Rename(member, Bytes("\"max_tokens\""));
            }
        }).ShouldBe("""{"max_tokens": 5}""");

    [Fact]
    public void Edits_Random_EqualTheSameEditsOfATree() => Seeds.ForAll(3_000, random =>
    {
        var text = RandomJson.Text(random, depth: 3);
        var tape = Parsed.Strict(text);
        var expected = JsonNode.Parse(text);
        using var edits = new JsonEdits(tape);
        expected = Mutate(edits, tape.Root, expected, random);
        using var output = new PooledBuffer();
        edits.WriteTo(output);
        output.Length.ShouldBe(edits.Length);
        var actual = Encoding.UTF8.GetString(output.Written);
        JsonNode.DeepEquals(JsonNode.Parse(actual), expected).ShouldBeTrue($"{text} became {actual}");
        tape.Return();
    });

    private static JsonNode? Mutate(JsonEdits edits, JsonCursor cursor, JsonNode? node, Random random)
    {
        if (random.Next(8) == 0)
        {
            edits.Replace(cursor, Bytes("\"new\""));
            return JsonValue.Create("new");
        }

        var appends = random.Next(4) == 0 ? random.Next(3) : 0;
        if (node is JsonObject members)
        {
            foreach (var child in cursor.Children)
            {
                var name = child.Name;
                if (random.Next(3) == 0)
                {
                    edits.Remove(child);
                    members.Remove(name);
                }
                else
                {
                    var changed = Mutate(edits, child.Value, members[name], random);
                    members[name] = changed?.DeepClone();
                }
            }

            for (var i = 0; i < appends; i++)
            {
                edits.Append(cursor, Bytes($"\"appended {i}\":{i}"));
                members.Add($"appended {i}", i);
            }
        }
        else if (node is JsonArray items)
        {
            var at = 0;
            foreach (var child in cursor.Children)
            {
                if (random.Next(3) == 0)
                {
                    edits.Remove(child);
                    items.RemoveAt(at);
                }
                else
                {
                    items[at] = Mutate(edits, child.Value, items[at], random)?.DeepClone();
                    at++;
                }
            }

            for (var i = 0; i < appends; i++)
            {
                edits.Append(cursor, Bytes("null"));
                items.Add(null);
            }
        }

        return node;
    }

    private static string Edit(string text, Action<JsonEdits, JsonCursor> edit)
    {
        var tape = Parsed.Strict(text);
        using var edits = new JsonEdits(tape);
        edit(edits, tape.Root);
        using var output = new PooledBuffer();
        edits.WriteTo(output);
        output.Length.ShouldBe(edits.Length);
        tape.Return();
        return Encoding.UTF8.GetString(output.Written);
    }

    private static void RemoveNamed(JsonEdits edits, JsonCursor container, string names)
    {
        foreach (var member in container.Children)
        {
            if (names.Contains(member.Name, StringComparison.Ordinal))
            {
                edits.Remove(member);
            }
        }
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
