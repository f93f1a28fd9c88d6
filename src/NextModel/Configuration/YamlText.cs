using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace NextModel.Configuration;

/// <summary>Sections of a file as texts of their own: their lines with their comments, moved to the left margin.</summary>
/// <param name="source">The file, its lines ended by line feeds.</param>
internal sealed class YamlText(string source)
{
    // Where each section ends, by where it starts; nodes know only how they begin. Read when the first section is asked for.
    private Dictionary<long, Mark>? _ends;

    /// <summary>The text of a section that was read from the file.</summary>
    public string Of(YamlMappingNode section)
    {
        var end = (_ends ??= ReadEnds(source)).GetValueOrDefault(section.Start.Index, section.End);
        if (section.Style == MappingStyle.Flow || section.Children.Count == 0)
        {
            // Such a section ends where its closing brace begins.
            var text = source[(int)section.Start.Index..((int)end.Index + 1)];
            return string.Join('\n', text.Split('\n').Select(line => Strip(line, (int)section.Start.Column - 1)));
        }

        // The first member, not the section: an anchor would stand before it.
        var start = section.Children.First().Key.Start;
        var indent = (int)start.Column - 1;
        var lines = source.Split('\n');
        var first = (int)start.Line - 1;
        while (first > 0 && lines[first - 1].TrimStart() is ['#', ..] && Indent(lines[first - 1]) >= indent)
        {
            first--;
        }

        // A section ends where the next thing begins, which is further left.
        var last = Math.Min((int)end.Line, lines.Length) - 1;
        while (last > first && (string.IsNullOrWhiteSpace(lines[last]) || Indent(lines[last]) < indent))
        {
            last--;
        }

        return string.Join('\n', lines[first..(last + 1)].Select(line => Strip(line, indent)));
    }

    private static Dictionary<long, Mark> ReadEnds(string source)
    {
        var ends = new Dictionary<long, Mark>();
        var open = new Stack<long>();
        var parser = new Parser(new StringReader(source));
        while (parser.MoveNext())
        {
            if (parser.Current is MappingStart begins)
            {
                open.Push(begins.Start.Index);
            }
            else if (parser.Current is MappingEnd over && open.TryPop(out var at))
            {
                ends[at] = over.End;
            }
        }

        return ends;
    }

    private static int Indent(string line) => line.Length - line.TrimStart(' ').Length;

    private static string Strip(string line, int indent) => line[Math.Min(indent, Indent(line))..];
}
