use keisan::graph;

const WIDE: usize = 6;
const NARROW: usize = 4;

graph! {
    graph G<const B: usize> {
        input x: [B, WIDE];
        state average: [NARROW] = zeros;
        update average = mean_rows(x);
        output y = x * 2;
    }
}

fn main() {}
