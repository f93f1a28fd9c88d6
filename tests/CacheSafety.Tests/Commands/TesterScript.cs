using NextModel.Testing;

namespace CacheSafety.Tests.Commands;

/// <summary>A shell script of a tester, in a directory of its own.</summary>
internal sealed class TesterScript : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public TesterScript(string script)
    {
        Path = _directory.File("program.sh");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        }

        using var file = new StreamWriter(Path, options);
        file.Write($"#!/bin/sh\n{script}\n");
    }

    public string Path { get; }

    public void Dispose() => _directory.Dispose();
}
