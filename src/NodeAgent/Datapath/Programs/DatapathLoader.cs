using System.Runtime.CompilerServices;
using K8sMirror.Bpf;
using K8sMirror.Bpf.Files;
using K8sMirror.Bpf.Maps;
using K8sMirror.Bpf.Objects;
using K8sMirror.Bpf.Programs;
using K8sMirror.Core.Naming;
using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.NodeAgent.Datapath.Pins;

namespace K8sMirror.NodeAgent.Datapath.Programs;

/// <summary>
/// Gets maps and programs into the kernel, or finds them there. Programs are pinned below a hash of their object file: the same agent
/// starts without loading anything; another one loads its own beside them, and the links are moved.
/// </summary>
internal sealed class DatapathLoader : IDisposable
{
    public const string IngressProgram = "k8sm_ingress";
    public const string EgressProgram = "k8sm_egress";
    public const string FilteredProgram = "k8sm_filtered";
    public const string FanOutProgram = "k8sm_fanout";
    public const string SealProgram = "k8sm_seal";
    public const string DirectProgram = "k8sm_direct";
    public const string OffloadedProgram = "k8sm_offloaded";
    public const string TestProgram = "k8sm_test";
    private const int MostCounterBytes = 16 << 20;
    private static readonly string[] ProgramNames = [IngressProgram, EgressProgram, FilteredProgram, FanOutProgram, SealProgram, DirectProgram, OffloadedProgram, TestProgram];
    private readonly Dictionary<string, BpfProgram> programs;
    private readonly string home;
    private IReadOnlyList<string>? paths;

    private DatapathLoader(DatapathMaps maps, Dictionary<string, BpfProgram> programs, string home)
    {
        Maps = maps;
        this.home = home;
        this.programs = programs;
    }

    public DatapathMaps Maps { get; }

    public BpfProgram Ingress => programs[IngressProgram];

    public BpfProgram Egress => programs[EgressProgram];

    /// <summary>Where filters continue.</summary>
    public BpfProgram Filtered => programs[FilteredProgram];

    public BpfProgram FanOut => programs[FanOutProgram];

    public BpfProgram Seal => programs[SealProgram];

    public BpfProgram Direct => programs[DirectProgram];

    public BpfProgram Offloaded => programs[OffloadedProgram];

    public BpfProgram Test => programs[TestProgram];

    /// <summary>The compiled object that this binary carries.</summary>
    /// <param name="name">Of its source, without <c>.bpf.c</c>.</param>
    public static byte[] ReadObject(string name = "k8smirror")
    {
        using var stream = typeof(DatapathLoader).Assembly.GetManifestResourceStream($"{name}.bpf.o")
            ?? throw new InvalidOperationException($"This binary carries no {name}.bpf.o.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Opens what is pinned, loads what is not.</summary>
    /// <exception cref="Bpf.KernelException">The kernel refused; a <see cref="BpfLoadException"/> has the verifier's log.</exception>
    public static DatapathLoader Open(PinLayout pins)
    {
        var elf = ReadObject();
        var home = Path.Combine(pins.Programs, Fingerprint.Of(elf));
        var pinned = ProgramNames.ToDictionary(n => n, n => BpfProgram.TryOpenPinned(Path.Combine(home, n)));
        if (pinned.Values.All(p => p is not null) && DatapathMaps.TryOpen(pins) is { } maps)
        {
            return new(maps, pinned.ToDictionary(p => p.Key, p => p.Value!), home);
        }
        foreach (var program in pinned.Values)
        {
            program?.Dispose();
        }
        return Load(elf, pins, home);
    }

    /// <summary>False if any of it is not pinned.</summary>
    public bool IsPinned(PinLayout pins) =>
        (paths ??= [pins.Links, .. DatapathMaps.Names.Select(pins.Map), .. ProgramNames.Select(n => Path.Combine(home, n))]).All(BpfFs.Exists);

    /// <summary>Pins what is just in memory. Loading and verifying takes half a second, this some microseconds.</summary>
    public void Pin(PinLayout pins)
    {
        Directory.CreateDirectory(pins.Maps);
        Directory.CreateDirectory(pins.Links);
        Maps.Pin(pins);
        if (Directory.Exists(home))
        {
            Directory.Delete(home, recursive: true);
        }
        Directory.CreateDirectory(home);
        foreach (var (name, program) in programs)
        {
            program.Pin(Path.Combine(home, name));
        }
    }

    /// <summary>Removes programs of other builds; call it when no link uses them any more.</summary>
    public void UnpinOthers(PinLayout pins)
    {
        var own = programs.Values.Select(p => p.Id).ToHashSet();
        foreach (var folder in PinLayout.Entries(pins.Programs).Select(n => Path.Combine(pins.Programs, n)))
        {
            using var program = BpfProgram.TryOpenPinned(Path.Combine(folder, IngressProgram));
            if (program is null || !own.Contains(program.Id))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Maps.Dispose();
        foreach (var program in programs.Values)
        {
            program.Dispose();
        }
    }

    private static DatapathLoader Load(byte[] elf, PinLayout pins, string home)
    {
        try
        {
            return LoadObject(elf, pins, home);
        }
        catch (BpfLoadException e) when (KernelTooOldException.Explain(e, KernelRelease.Read()) is { } why)
        {
            throw why;
        }
    }

    private static DatapathLoader LoadObject(byte[] elf, PinLayout pins, string home)
    {
        using var bpf = BpfObject.Open(elf, "k8smirror");
        bpf.SetMaxEntries(DatapathMaps.EdgeCountersName, CountersFor(PossibleCpus.Count));
        bpf.SetMaxEntries(DatapathMaps.SelectionCountersName, CountersFor(PossibleCpus.Count));
        bpf.SetMaxEntries(DatapathMaps.AloneName, CountersFor(PossibleCpus.Count));
        foreach (var name in DatapathMaps.Names)
        {
            using var existing = BpfMap.TryOpenPinned(pins.Map(name));
            if (existing is not null)
            {
                bpf.ReuseMap(name, existing);
            }
        }
        bpf.Load();
        var loaded = new DatapathLoader(new(bpf.Map), ProgramNames.ToDictionary(n => n, bpf.Program), home);
        loaded.Pin(pins);
        return loaded;
    }

    /// <summary>Counters exist once for each CPU: where there are many, the memory is the limit.</summary>
    private static int CountersFor(int cpus) => Math.Min(AbiLimits.MaxCounters, MostCounterBytes / (Unsafe.SizeOf<EdgeCountersValue>() * cpus));
}
