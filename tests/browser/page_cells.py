"""The cells of the book's pages, run one after the other in one worker, as a reader's are."""

import re

# Pages with their cells; for each cell its code, whether it runs in the page, and whether it fails on purpose.
PAGES = """async (addresses) => {
    const cellsOf = async (address) => {
        const page = new DOMParser().parseFromString(await (await fetch(`/${address}`)).text(), 'text/html');
        const cells = [...page.querySelectorAll('div.cell')].map((cell) => ({
            code: (cell.querySelector('.cell_input pre')?.textContent ?? '').replace(/\\n$/, ''),
            runs: cell.classList.contains('py-runs'),
            fails: cell.classList.contains('tag_raises-exception'),
        }));
        return {address, files: page.querySelector('script[data-py-files]')?.dataset.pyFiles ?? '', cells};
    };
    return Promise.all(addresses.map(cellsOf));
}"""
# The cells of one page, in a notebook of their own, which is forgotten afterwards: [number, went through, error].
RUN = """async ([folder, page]) => {
    const { learner } = await import(`${folder}/engine.js`);
    await learner.ready();
    for (const name of page.files.split(' ').filter(Boolean)) {
        const content = new Uint8Array(await (await fetch(`${folder}/files/${name}`)).arrayBuffer());
        await learner.ask((api) => api.write(name, content));
    }
    const told = [];
    for (const [number, cell] of page.cells.entries()) {
        if (!cell.runs) continue;
        let error = '';
        learner.told = (kind, text) => { if (kind === 'error') error += text; };
        const asked = learner.ask((api) => api.run(cell.code, `cell ${number + 1}`, page.address), 600_000);
        const went = await asked.catch((stopped) => { error += String(stopped); return false; });
        told.push([number + 1, went, error]);
    }
    await learner.ask((api) => api.clear(page.address));
    return told;
}"""


def with_cells(folder):
    """Return the addresses of the pages whose cells run in the page."""
    marked = re.compile(r'class="[^"]*\bpy-runs\b')
    pages = [path for path in folder.rglob("*.html") if "_static" not in path.parts]
    return sorted(path.relative_to(folder).as_posix() for path in pages if marked.search(path.read_text("utf-8")))


def failures(page, folder, addresses):
    """Run the cells of pages; yield a line for each that ended otherwise than in the book."""
    for told in page.evaluate(PAGES, addresses):
        for number, went, error in page.evaluate(RUN, [folder, told]):
            if went == told["cells"][number - 1]["fails"]:
                yield f"{told['address']}, cell {number}: {error or 'went through'}"
