using System.Diagnostics;
using System.Globalization;
using CacheSafety.Commands;

namespace CacheSafety.Tests.Commands;

public sealed class TargetProgramTests
{
    [Fact]
    public async Task RunAsync_Program_IsGivenOneWordAsItIs()
    {
        using var program = new TesterScript("[ $# -eq 1 ] && [ \"$1\" = 'byok:acme lab $(id)' ]");

        await TargetProgram.RunAsync(program.Path, "byok:acme lab $(id)", "it does", CancellationToken.None);
    }

    [Fact]
    public async Task RunAsync_ProgramThatPrintsMuch_EndsWithoutAWordOfIt()
    {
        // More than a pipe holds: who does not read it waits for ever.
        using var program = new TesterScript("head -c 300000 /dev/zero");

        await TargetProgram.RunAsync(program.Path, "platform", "it does", CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task RunAsync_OtherExitCode_SaysWhatMustBeTrueFirst()
    {
        using var program = new TesterScript("exit 3");

        var refused = await Should.ThrowAsync<InvalidDataException>(() => TargetProgram.RunAsync(program.Path, "platform", "the target uses that account", CancellationToken.None));

        refused.Message.ShouldBe($"'{program.Path} platform' ended with 3: it must end with 0 once the target uses that account.");
    }

    [Fact]
    public async Task RunAsync_NoSuchProgram_CannotBeStarted() =>
        (await Should.ThrowAsync<InvalidDataException>(() => TargetProgram.RunAsync("/no/such/program", "platform", "it does", CancellationToken.None)))
            .Message.ShouldStartWith("'/no/such/program' cannot be started");

    [Fact]
    public async Task RunAsync_GivenUp_EndsTheProgramToo()
    {
        using var program = new TesterScript("echo $$ > \"$0.pipe\"; exec sleep 600");
        await TargetProgram.RunAsync("mkfifo", program.Path + ".pipe", "there is a pipe", CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var running = TargetProgram.RunAsync(program.Path, "platform", "it does", stop.Token);
        var started = int.Parse(await File.ReadAllTextAsync(program.Path + ".pipe"), CultureInfo.InvariantCulture);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => running.WaitAsync(TimeSpan.FromMinutes(1)));
        if (Running(started) is { } process)
        {
            using (process)
            {
                process.WaitForExit(TimeSpan.FromSeconds(30)).ShouldBeTrue("nobody would end it");
            }
        }
    }

    private static Process? Running(int id)
    {
        try
        {
            return Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
