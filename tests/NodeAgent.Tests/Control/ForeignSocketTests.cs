using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using K8sMirror.CommandLine;
using K8sMirror.NodeAgent.Commands;
using K8sMirror.NodeAgent.Control;
using K8sMirror.NodeAgent.Tests.Commands;
using K8sMirror.Testing;

namespace K8sMirror.NodeAgent.Tests.Control;

/// <summary>Any process of a node can take the name of an abstract socket: it is distinguished from an agent and named, and its answer is bounded.</summary>
public sealed partial class ForeignSocketTests : IDisposable
{
    private const uint Nobody = 65534;
    private readonly TestNetNs? ns = Root.Is ? new() : null;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [KernelFact]
    public async Task A_process_of_another_user_is_no_agent_and_is_named()
    {
        using var foreign = ns!.Run(() => Listen(Nobody));
        var answer = AnswerAsync(foreign, "{\"agentVersion\":\"1\"}", endless: false);
        var named = $"process {Environment.ProcessId} of user {Nobody} (";

        var refused = await Assert.ThrowsAsync<IOException>(() => ns.Run(() => StatusClient.AskAsync(Ending)));
        var taken = Assert.Throws<AgentIsRunningException>(() => ns.Run(SingleInstance.Claim));

        Assert.All((string[])[refused.Message, taken.Message], message =>
        {
            Assert.Contains(named, message, StringComparison.Ordinal);
            Assert.Contains("), which is no agent of root's", message, StringComparison.Ordinal);
        });
        foreign.Dispose();
        await answer;
    }

    [KernelTheory]
    [InlineData("nonsense", false, "does not answer as an agent of this version")]
    [InlineData("{\"agentVersion\":\"1\",\"edges\":[{\"packets\":10", false, "ended its answer early")]
    [InlineData("null", false, "does not answer as an agent of this version")]
    [InlineData("[1]", false, "does not answer as an agent of this version")]
    [InlineData("          ", true, "answers without end")]
    public async Task An_answer_that_is_none_is_said_with_who_gave_it(string text, bool endless, string problem)
    {
        using var listener = ns!.Run(() => Listen(0));
        var answer = AnswerAsync(listener, text, endless);

        var refused = await Assert.ThrowsAsync<IOException>(() => ns.Run(() => StatusClient.AskAsync(Ending)));

        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId} of user 0 (", refused.Message, StringComparison.Ordinal);
        listener.Dispose();
        await answer;
    }

    /// <summary>A process that takes the name and then does nothing blocks neither a start nor a query, and is named.</summary>
    [KernelTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_process_that_never_accepts_is_named(bool listens)
    {
        using var foreign = ns!.Run(() =>
        {
            var socket = AgentSocket.Create();
            socket.Bind(AgentSocket.EndPoint);
            return socket;
        });
        var crowd = new List<Socket>();
        if (listens)
        {
            ns.Run(() => foreign.Listen(1));
            ns.Run(() => crowd.AddRange(Crowd()));
        }

        var taken = Assert.Throws<AgentIsRunningException>(() => ns.Run(SingleInstance.Claim));

        Assert.Contains($"process {Environment.ProcessId} of user 0 (", taken.Message, StringComparison.Ordinal);
        Assert.Contains("does not answer", taken.Message, StringComparison.Ordinal);
        // As a process: what waits here continues in another network namespace.
        var asked = await Task.Run(() => Command.Try("nsenter", $"--net={ns.Path}", Cli.Agent, "status"), Ending);
        Assert.Equal(listens ? ExitCode.Failed : AgentExitCode.NoAgent, asked.ExitCode);
        if (listens)
        {
            Assert.Equal($"k8smirror-agent: {taken.Message}\n", asked.Error);
        }
        crowd.ForEach(c => c.Dispose());
    }

    public void Dispose() => ns?.Dispose();

    /// <summary>As many as fit into the listener's backlog.</summary>
    private static IEnumerable<Socket> Crowd()
    {
        while (true)
        {
            var socket = AgentSocket.Create();
            socket.Blocking = false;
            try
            {
                socket.Connect(AgentSocket.EndPoint);
            }
            catch (SocketException)
            {
                socket.Dispose();
                yield break;
            }
            yield return socket;
        }
    }

    private static async Task AnswerAsync(Socket listener, string text, bool endless)
    {
        try
        {
            do
            {
                using var client = await listener.AcceptAsync(Ending);
                var bytes = Encoding.UTF8.GetBytes(text);
                do
                {
                    await client.SendAsync(bytes, Ending);
                    bytes = new byte[1024 * 1024];
                    bytes.AsSpan().Fill((byte)' ');
                }
                while (endless);
            }
            while (true);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other side closed it.
        }
    }

    /// <summary>The socket's owner is the listener: the effective user of this one thread, at that moment.</summary>
    private static Socket Listen(uint user)
    {
        var socket = AgentSocket.Create();
        socket.Bind(AgentSocket.EndPoint);
        Assert.Equal(0, SetThreadUser(user));
        try
        {
            socket.Listen(4);
        }
        finally
        {
            Assert.Equal(0, SetThreadUser(0));
        }
        return socket;
    }

    // The system call itself: libc's function changes all threads.
    private static nint SetThreadUser(uint effective) =>
        SystemCall(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 147 : 117, unchecked((nint)(-1)), (nint)effective, unchecked((nint)(-1)));

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint real, nint effective, nint saved);
}
