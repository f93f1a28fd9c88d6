namespace NextModel.Testing;

/// <summary>A new empty directory that is removed, with all it holds, when disposed.</summary>
/// <param name="parent">An existing directory to make it in; null for the system's.</param>
public sealed class TemporaryDirectory(string? parent = null) : IDisposable
{
    /// <summary>The absolute path.</summary>
    public string Path { get; } = parent is null
        ? Directory.CreateTempSubdirectory("nextmodel-").FullName
        : Directory.CreateDirectory(System.IO.Path.Combine(parent, $"nextmodel-{Guid.NewGuid():N}")).FullName;

    /// <summary>The absolute path of a file in here; the file need not exist.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
