using System.Buffers;
using System.Text;
using System.Text.Json;
using NextModel.Json;

namespace NextModel.Tests.Json;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("plain", "\"plain\"")]
    [InlineData("a\"b\\c/d", "\"a\\\"b\\\\c/d\"")]
    [InlineData("\b\t\n\f\r", "\"\\b\\t\\n\\f\\r\"")]
    [InlineData("\u0000\u000b\u001f\u007f", "\"\\u0000\\u000b\\u001f\u007f\"")]
    [InlineData("é€😀\u2028<>&", "\"é€😀\u2028<>&\"")]
    public void Write_Text_UsesTheFewestEscapes(string text, string expected)
    {
        WriteChars(text).ShouldBe(expected);
        WriteBytes(Encoding.UTF8.GetBytes(text)).ShouldBe(expected);
        var span = new byte[JsonText.MaxLength(Encoding.UTF8.GetByteCount(text))];
        Encoding.UTF8.GetString(span, 0, JsonText.Write(span, Encoding.UTF8.GetBytes(text))).ShouldBe(expected);
    }

    [Fact]
    public void Write_NoUnicodeText_BecomesReplacementCharacters()
    {
        WriteChars("a\ud800b\udc00").ShouldBe("\"a\ufffdb\ufffd\"");
        WriteBytes([(byte)'a', 0xFF, (byte)'"', 0xE2, 0x82]).ShouldBe("\"a\ufffd\\\"\ufffd\"");
    }

    [Fact]
    public void Write_AnyText_ReadsBackTheSame() => Seeds.ForAll(2_000, random =>
    {
        var text = new StringBuilder();
        for (var n = random.Next(700); n > 0; n--)
        {
            text.Append(random.Next(6) == 0 ? char.ConvertFromUtf32(0x1F600 + random.Next(60)) : ((char)random.Next(0x250)).ToString());
        }

        var expected = text.ToString();
        JsonSerializer.Deserialize<string>(WriteChars(expected)).ShouldBe(expected);
        WriteBytes(Encoding.UTF8.GetBytes(expected)).ShouldBe(WriteChars(expected));
    });

    [Fact]
    public void Write_OnlyEscapes_FitsMaxLength()
    {
        var worst = new byte[1_000];
        var span = new byte[JsonText.MaxLength(worst.Length)];
        JsonText.Write(span, worst).ShouldBe(span.Length);
    }

    private static string WriteChars(string text)
    {
        var output = new ArrayBufferWriter<byte>(1);
        JsonText.Write(output, text);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string WriteBytes(byte[] utf8)
    {
        using var output = new PooledBuffer(1);
        JsonText.Write(output, utf8);
        return Encoding.UTF8.GetString(output.Written);
    }
}
