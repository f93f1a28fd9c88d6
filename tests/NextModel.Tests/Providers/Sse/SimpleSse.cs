using System.Text;

namespace NextModel.Tests.Providers.Sse;

/// <summary>Server-sent events read the plain way, from the whole text at once: what the incremental reader is compared with.</summary>
internal static class SimpleSse
{
    public static List<(string Name, string Data)> Read(byte[] bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        if (text.StartsWith("\u00EF\u00BB\u00BF", StringComparison.Ordinal))
        {
            text = text[3..];
        }

        var events = new List<(string, string)>();
        var data = new List<string>();
        var name = "";
        foreach (var line in text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n').Append(""))
        {
            var parts = line.Split(':', 2);
            var value = parts.Length == 1 ? "" : parts[1].StartsWith(' ') ? parts[1][1..] : parts[1];
            if (line.Length == 0)
            {
                if (data.Count > 0)
                {
                    events.Add((name, string.Join('\n', data)));
                }

                data.Clear();
                name = "";
            }
            else if (parts[0] == "data")
            {
                data.Add(value);
            }
            else if (parts[0] == "event")
            {
                name = value;
            }
        }

        return events;
    }
}
