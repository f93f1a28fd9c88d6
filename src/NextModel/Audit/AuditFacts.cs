using System.Buffers;
using System.Text;
using System.Text.Json;

namespace NextModel.Audit;

/// <summary>Writes an object as the audit trail states it: an explicit list of members, so that no secret can get in by being added to a record.</summary>
public static class AuditFacts
{
    /// <param name="members">Writes the members of the JSON object.</param>
    public static string Write(Action<Utf8JsonWriter> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        var output = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        members(json);
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>A time, or null.</summary>
    public static void WriteMoment(this Utf8JsonWriter json, string name, DateTimeOffset? at)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (at is { } moment)
        {
            json.WriteString(name, moment);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>A whole number, or null.</summary>
    public static void WriteCount(this Utf8JsonWriter json, string name, long? count)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (count is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
