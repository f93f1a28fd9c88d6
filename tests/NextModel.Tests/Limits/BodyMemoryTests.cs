using NextModel.Errors;
using NextModel.Limits;

namespace NextModel.Tests.Limits;

public sealed class BodyMemoryTests
{
    private const long MiB = 1024 * 1024;

    private readonly BodyMemory _memory = new(() => 100 * MiB);

    [Fact]
    public void Take_BeyondHalfForOneProject_IsRefusedToItAndNobodyElse()
    {
        _memory.Take("loud", 30 * MiB).ShouldBeNull();
        _memory.Take("loud", 20 * MiB).ShouldBeNull();

        var refusal = _memory.Take("loud", 1).ShouldNotBeNull();

        refusal.Code.ShouldBe(GatewayErrorCode.Overloaded);
        refusal.Message.ShouldBe("The bodies of this project's requests in flight may take 50 MiB of this server's memory, and do. Try again, with fewer at one time.");
        refusal.RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
        _memory.Take("quiet", 30 * MiB).ShouldBeNull();
    }

    [Fact]
    public void Take_BeyondAll_IsRefusedUntilSomeIsGivenBack()
    {
        _memory.Take("a", 50 * MiB).ShouldBeNull();
        _memory.Take("b", 50 * MiB).ShouldBeNull();

        _memory.Take("c", 1).ShouldNotBeNull().Message.ShouldStartWith("The bodies of requests in flight may take 100 MiB");

        _memory.Return("a", 50 * MiB);
        _memory.Total.ShouldBe(50 * MiB);
        _memory.Take("c", 30 * MiB).ShouldBeNull();
    }

    // A server with little memory serves them one after another.
    [Fact]
    public void Take_AloneAndLargerThanAll_IsTaken()
    {
        _memory.Take("a", 200 * MiB).ShouldBeNull();
        _memory.Take("b", 1).ShouldNotBeNull();

        _memory.Return("a", 200 * MiB);

        _memory.Total.ShouldBe(0);
        _memory.Take("b", 200 * MiB).ShouldBeNull();
    }
}
