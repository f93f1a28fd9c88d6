using NextModel.Testing;

namespace CacheSafety.Tests.Commands;

/// <summary>A shell script of a tester, in a directory of its own.</summary>
internal sealed class TesterScript : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public TesterScript(string script)
    {
        Path = _directory.File("program.sh");
        File.WriteAllText(Path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Path { get; }

    public void Dispose() => _directory.Dispose();
}
