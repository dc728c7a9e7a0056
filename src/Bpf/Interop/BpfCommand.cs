namespace K8sMirror.Bpf.Interop;

/// <summary>enum bpf_cmd.</summary>
internal enum BpfCommand
{
    MapCreate = 0,
    MapLookup = 1,
    MapUpdate = 2,
    MapDelete = 3,
    MapNextKey = 4,
    Pin = 6,
    GetPinned = 7,
    TestRun = 10,
    ProgramById = 13,
    MapById = 14,
    ReadDescription = 15,
    QueryPrograms = 16,
    MapLookupBatch = 24,
    LinkCreate = 28,
    LinkUpdate = 29,
    LinkById = 30,
    EnableStatistics = 32,
    LinkDetach = 34,
}
