using System.ComponentModel;
using System.Diagnostics;

namespace CacheSafety.Commands;

/// <summary>A program of the tester that changes something about the target: which account it uses, or what time it is.</summary>
internal static class TargetProgram
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="program">The program.</param>
    /// <param name="argument">The one word it is given.</param>
    /// <param name="meaning">What must be true when it ends with 0, for the message when it does not.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidDataException">It cannot be started, or ended with another code.</exception>
    public static async Task RunAsync(string program, string argument, string meaning, CancellationToken cancellationToken)
    {
        try
        {
            // What it prints is nobody's report.
            using var process = Process.Start(new ProcessStartInfo(program, [argument]) { RedirectStandardOutput = true })!;
            try
            {
                await process.StandardOutput.ReadToEndAsync(cancellationToken);
                await process.WaitForExitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }

            if (process.ExitCode != 0)
            {
                throw new InvalidDataException($"'{program} {argument}' ended with {process.ExitCode}: it must end with 0 once {meaning}.");
            }
        }
        catch (Win32Exception error)
        {
            throw new InvalidDataException($"'{program}' cannot be started: {error.Message}");
        }
    }
}
