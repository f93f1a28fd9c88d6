namespace NextModel.Reporting.ProviderFiles;

/// <summary>Text that was read already, then the rest.</summary>
internal sealed class PrefixedReader(string first, TextReader rest) : TextReader
{
    private int _read;

    public override int Read(char[] buffer, int index, int count)
    {
        if (_read == first.Length)
        {
            return rest.Read(buffer, index, count);
        }

        var size = Math.Min(count, first.Length - _read);
        first.CopyTo(_read, buffer, index, size);
        _read += size;
        return size;
    }
}
