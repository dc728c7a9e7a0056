using System.Diagnostics;
using K8sMirror.Bpf;
using K8sMirror.Bpf.Files;
using K8sMirror.Bpf.Links;
using Tmds.Linux;

namespace K8sMirror.Testing;

/// <summary>
/// A separate network namespace under /run/netns with a random name; removed on dispose. IPv6 is off unless requested, so that no
/// neighbour discovery gets into captures.
/// </summary>
public sealed class TestNetNs : IDisposable
{
    private readonly bool borrowed;

    public TestNetNs(bool ipv6 = false)
    {
        Name = $"k8sm-{Environment.ProcessId}-{Guid.NewGuid():N}"[..24];
        Directory.CreateDirectory("/run/netns");
        File.WriteAllText(Path, "");
        var thread = new Thread(() => Make(ipv6));
        thread.Start();
        thread.Join();
        Handle = NetNs.Open(Path);
        if (Handle.Inode == 0)
        {
            Dispose();
            throw new InvalidOperationException("The kernel made no network namespace.");
        }
        Command.Run("nsenter", [$"--net={Path}", "ip", "link", "set", "lo", "up"]);
    }

    private TestNetNs(string name)
    {
        Name = name;
        Handle = NetNs.Open(Path);
        borrowed = true;
    }

    public string Name { get; }

    public string Path => $"/run/netns/{Name}";

    public NetNs Handle { get; }

    /// <summary>Opens an existing one under /run/netns, by its name; dispose does not remove it.</summary>
    public static TestNetNs Open(string name) => new(name);

    /// <summary>Runs code inside, on a separate thread.</summary>
    public T Run<T>(Func<T> action) => Handle.Run(action);

    /// <summary>Runs code inside, on a separate thread.</summary>
    public void Run(Action action) => Handle.Run(action);

    /// <summary>The current interfaces.</summary>
    public LinkTable Links()
    {
        using var reader = Run(() => new LinkReader());
        return reader.Read();
    }

    /// <summary>An interface by its name.</summary>
    public Link Link(string name) => Links().ByName(name) ?? throw new InvalidOperationException($"{Name} has no interface {name}.");

    /// <summary>Switches offloads: <c>Offload("eth0", EthtoolFeature.TcpSegmentation, false)</c>.</summary>
    public void Offload(string name, EthtoolFeature feature, bool on)
    {
        using var features = Run(() => new EthtoolFeatures());
        features.Set(name, feature, on);
    }

    /// <summary>Runs a program inside; throws if it fails.</summary>
    public string Exec(string program, params IEnumerable<string> arguments) =>
        Command.Run("nsenter", [$"--net={Path}", program, .. arguments]);

    /// <summary>Runs <c>ip</c> inside with arguments split at blanks.</summary>
    public string Ip(string arguments) => Exec("ip", arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>
    /// Adds an IPv6 address, without duplicate address detection, and waits until the node accepts it: the kernel does that in deferred work.
    /// </summary>
    public void AddIpv6(string address, string nic)
    {
        Ip($"addr add {address} dev {nic} nodad");
        Eventually.True(() => Ip($"-6 route show table local type local {address.Split('/')[0]}").Length > 0, $"{address} is an address of {nic}");
    }

    /// <summary>Waits until the kernel's link watch has run: before that, an interface drops what it should send.</summary>
    public void WaitUntilUp(string name) =>
        Eventually.True(() => Ip($"-br link show {name}").Contains(" UP ", StringComparison.Ordinal), $"{name} is up");

    /// <summary>Starts a program inside; the caller must end it.</summary>
    public Process Start(string program, params IEnumerable<string> arguments) =>
        Command.Start("nsenter", [$"--net={Path}", program, .. arguments]);

    public void Dispose()
    {
        Handle?.Dispose();
        if (borrowed)
        {
            return;
        }
        BpfFs.Unmount(Path);
        File.Delete(Path);
    }

    private static unsafe bool TryBind(ReadOnlySpan<byte> source, string path)
    {
        fixed (byte* from = source, to = CString.Of(path))
        {
            return LibC.mount(from, to, null, LibC.MS_BIND, null) == 0;
        }
    }

    private void Make(bool ipv6)
    {
        NetNs.MoveThisThreadToNew();
        if (!TryBind("/proc/thread-self/ns/net\0"u8, Path))
        {
            return; // The constructor sees a plain file, and throws.
        }
        if (!ipv6 && Directory.Exists("/proc/sys/net/ipv6"))
        {
            File.WriteAllText("/proc/sys/net/ipv6/conf/all/disable_ipv6", "1");
            File.WriteAllText("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
        }
    }
}
