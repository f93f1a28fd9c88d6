namespace NextModel.Storage.Sqlite;

/// <summary>
/// Disk space set aside so that what is in flight when the disk fills up can still be recorded. It is given up then, and taken again as
/// soon as it can be: that it can is the sign that the disk has room.
/// </summary>
/// <param name="path">The file that holds the space.</param>
/// <param name="size">Bytes; 0 reserves nothing.</param>
public sealed class DiskReserve(string path, long size)
{
    /// <summary>Reserved by default: about 100,000 receipts.</summary>
    public const long DefaultSize = 64L << 20;

    private bool _isHeld;

    /// <summary>True while the disk has room for more than what is in flight.</summary>
    public bool IsHeld => _isHeld || size == 0;

    /// <summary>Takes the space; false when the disk does not have it.</summary>
    public bool TryHold()
    {
        if (IsHeld)
        {
            return true;
        }

        try
        {
            new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, PreallocationSize = size }).Dispose();
            return _isHeld = true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // The runtime removes a file that it could not give its size.
            return false;
        }
    }

    /// <summary>Gives the space up; false when there was none to give.</summary>
    public bool TryRelease()
    {
        if (!_isHeld)
        {
            return false;
        }

        _isHeld = false;
        try
        {
            File.Delete(path);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
