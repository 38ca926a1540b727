use keisan::graph;

graph! {
    graph G<const B: usize> {
        labels x: [B] in 4;
        state last: [B, 4] = zeros;
        update last = x;
        output y = one_hot(x) - last;
    }
}

fn main() {}
